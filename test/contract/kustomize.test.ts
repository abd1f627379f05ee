import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createKustomizeRenderer, type RendererOptions } from '../../src/kustomize/renderer.ts';
import { RenderingError } from '../../src/ports/renderer.ts';
import { renderFolder } from '../integration/kustomize/kustomize.ts';

const root = mkdtempSync(join(tmpdir(), 'towpath-kustomize-'));
afterAll(() => rmSync(root, { recursive: true }));

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(root, 'scratch-'));
});

/** A program that stands in for kustomize or kubectl; it has no other programs, as kustomize has none. */
function aProgram(name: string, script: string): string {
  const folder = mkdtempSync(join(root, 'bin-'));
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return folder;
}

const kustomize = (build: string): string =>
  aProgram('kustomize', `if [ "$1" = version ]; then echo v9.8.7; exit; fi\n${build}`);

const rendererOf = (path: string, options: Partial<RendererOptions> = {}) =>
  createKustomizeRenderer({ path, scratch, ...options });

const FILES = new Map([['app/kustomization.yaml', 'resources: [x.yaml]\n']]);

describe('what renders', () => {
  it('is kustomize, with its version', async () => {
    expect(await rendererOf(kustomize('')).version()).toBe('kustomize v9.8.7');
    const old = aProgram('kustomize', 'echo "{Version:kustomize/v4.5.7 GitCommit:56d82a8}"');
    expect(await rendererOf(old).version()).toBe('kustomize v4.5.7');
  });

  it('is the kustomize of kubectl where there is no other', async () => {
    const kubectl = aProgram(
      'kubectl',
      'if [ "$1" = version ]; then echo "Client Version: v1.32.4"; echo "Kustomize Version: v5.5.0"; else echo "$@"; fi',
    );
    const renderer = rendererOf(kubectl);
    expect(await renderer.version()).toBe('kustomize v5.5.0');
    expect(await renderer.render('app', FILES)).toBe('kustomize app\n');
    expect(await rendererOf([kubectl, kustomize('')].join(delimiter)).version()).toBe('kustomize v9.8.7');
  });

  it('is nothing where there is neither, or one that does not say what it is', async () => {
    const mute = aProgram('kustomize', 'exit 1');
    const here = relative(process.cwd(), kustomize(''));
    for (const path of ['', scratch, mute, here]) {
      const renderer = rendererOf(path);
      expect(await renderer.version(), path).toBeUndefined();
      await expect(renderer.render('app', FILES)).rejects.toThrow('no kustomize is at hand');
    }
  });
});

describe('rendering a folder', () => {
  it('shows the program the given files, and nothing of this process', async () => {
    const echo = kustomize(
      'echo "$@"; echo "$PATH|$HTTPS_PROXY|$AWS_SECRET_ACCESS_KEY"; while read -r line; do echo "$line"; done < app/kustomization.yaml',
    );
    expect(await rendererOf(echo).render('app', FILES)).toBe(
      'build app\n|http://127.0.0.1:9|\nresources: [x.yaml]\n',
    );
  });

  it('leaves nothing behind, whatever comes of it', async () => {
    await rendererOf(kustomize('echo fine')).render('app', FILES);
    await expect(rendererOf(kustomize('exit 1')).render('app', FILES)).rejects.toThrow(RenderingError);
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('ends what takes too long', async () => {
    const renderer = rendererOf(kustomize('while :; do :; done'), { timeoutMs: 300 });
    await expect(renderer.render('app', FILES)).rejects.toThrow('takes longer than 0.3 s');
  });

  it('ends what gives too much', async () => {
    const renderer = rendererOf(kustomize('while :; do echo too much; done'), { mostBytes: 4096 });
    await expect(renderer.render('app', FILES)).rejects.toThrow('gives more than 4 KB of manifests');
  });

  it('says what was said against it, but not where', async () => {
    const refusing = kustomize(
      'echo "Error: accumulating resources: $HOME/app/x.yaml" >&2; echo "  no such file" >&2; exit 1',
    );
    await expect(rendererOf(refusing).render('app', FILES)).rejects.toThrow(
      /^is refused by kustomize: Error: accumulating resources: app\/x\.yaml no such file$/,
    );
  });

  it.each(['../x.yaml', '/tmp/x.yaml', 'app/../../x.yaml', 'app/\0'])(
    'writes no file at %j',
    async (path) => {
      const renderer = rendererOf(kustomize('echo fine'));
      await expect(renderer.render('app', new Map([[path, 'x']]))).rejects.toThrow(
        'is outside the repository',
      );
      await expect(renderer.render(path, FILES)).rejects.toThrow('is outside the repository');
      expect(readdirSync(scratch)).toEqual([]);
    },
  );
});

describe('rendering by the kustomize of this machine, if it has one', () => {
  const FLEET = join(import.meta.dirname, '../../examples/fleet');
  const OVERLAY = 'apps/checkout/overlays/prod-eu-1';
  const files = new Map(
    ['apps/checkout/base', OVERLAY].flatMap((folder) =>
      readdirSync(join(FLEET, folder)).map(
        (name) => [`${folder}/${name}`, readFileSync(join(FLEET, folder, name), 'utf8')] as const,
      ),
    ),
  );

  it('gives what it gives in a checkout', async () => {
    const renderer = createKustomizeRenderer({ path: process.env.PATH ?? '' });
    const said = await renderer.render(OVERLAY, files).catch((error: Error) => error.message);
    expect(said).toBe(renderFolder(join(FLEET, OVERLAY))?.text ?? 'no kustomize is at hand');
  });

  it('reads nothing beside the folders of the kustomizations', async () => {
    const secret = 'resources: [../../secret.yaml]';
    const outside = new Map([
      ['a/b/kustomization.yaml', secret],
      ['secret.yaml', 'kind: Secret'],
    ]);
    const renderer = createKustomizeRenderer({ path: process.env.PATH ?? '' });
    await expect(renderer.render('a/b', outside)).rejects.toThrow(/security|no kustomize is at hand/);
  });
});
