import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, normalize } from 'node:path';
import { type Renderer, RenderingError } from '../ports/renderer.ts';

/** Programs that render, the first that is at hand: kustomize itself, or the one that kubectl holds. */
const PROGRAMS = [
  { name: 'kustomize', render: ['build'], version: ['version'], says: /v\d+\.\d+\.\d+\S*/ },
  {
    name: 'kubectl',
    render: ['kustomize'],
    version: ['version', '--client'],
    says: /(?<=Kustomize Version: )v\S+/,
  },
] as const;

interface Program {
  readonly file: string;
  readonly render: readonly string[];
  readonly version: string;
}

export interface RendererOptions {
  /** Folders to look for a program in, as `PATH` has them. */
  readonly path: string;
  /** Milliseconds for one folder. */
  readonly timeoutMs?: number;
  /** Bytes of the manifests of one folder. */
  readonly mostBytes?: number;
  /** Where folders are made for as long as it takes. */
  readonly scratch?: string;
}

const TIMEOUT_MS = 8_000;
const MOST_BYTES = 2 * 1024 * 1024;

/** Whatever asks for an address finds nobody there. */
const NOWHERE = 'http://127.0.0.1:9';

/**
 * Renders with the kustomize of this machine, in a folder that holds the given files only and is gone afterwards. What
 * `closureOf` lets through refers to nothing else. Should anything get past it: kustomize finds no git to fetch with and no
 * way out, is given no credentials, and may read nothing outside of the folder of each kustomization (its own default).
 */
export function createKustomizeRenderer(options: RendererOptions): Renderer {
  const { timeoutMs = TIMEOUT_MS, mostBytes = MOST_BYTES, scratch = tmpdir() } = options;
  let looked: Promise<Program | undefined> | undefined;
  const program = (): Promise<Program | undefined> => {
    looked ??= findProgram(options.path, { timeoutMs, mostBytes });
    return looked;
  };
  return {
    async version() {
      const found = await program();
      return found && `kustomize ${found.version}`;
    },
    async render(folder, files) {
      const found = await program();
      if (found === undefined) throw new RenderingError('no kustomize is at hand');
      const root = await mkdtemp(join(scratch, 'towpath-render-'));
      try {
        await writeFiles(root, files);
        return await run(found.file, [...found.render, within(folder)], { root, timeoutMs, mostBytes });
      } catch (error) {
        // Where the folder was for that moment is nobody's business.
        if (error instanceof RenderingError)
          throw new RenderingError(error.message.replaceAll(`${root}/`, ''));
        throw error;
      } finally {
        await rm(root, { recursive: true, force: true });
      }
    },
  };
}

type Limits = Required<Pick<RendererOptions, 'timeoutMs' | 'mostBytes'>>;

async function findProgram(path: string, limits: Limits): Promise<Program | undefined> {
  for (const { name, render, version, says } of PROGRAMS)
    for (const folder of path.split(delimiter).filter(isAbsolute)) {
      const file = join(folder, name);
      if (!(await isExecutable(file))) continue;
      const [said] = says.exec(await run(file, version, { root: tmpdir(), ...limits }).catch(() => '')) ?? [];
      if (said !== undefined) return { file, render, version: said };
    }
  return undefined;
}

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

async function writeFiles(root: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    const file = join(root, within(path));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  }
}

/** @throws RenderingError for a path that leads out of the root, whoever let it come so far */
function within(path: string): string {
  const plain = normalize(path);
  if (isAbsolute(plain) || plain.split('/').includes('..') || plain.includes('\0'))
    throw new RenderingError(`${JSON.stringify(path)} is outside the repository`);
  return plain;
}

/** The first lines are enough to see what is wrong. */
const MOST_SAID = 500;

function run(
  file: string,
  args: readonly string[],
  { root, timeoutMs, mostBytes }: Limits & { readonly root: string },
): Promise<string> {
  const options = {
    cwd: root,
    env: { HOME: root, PATH: '', HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE },
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: mostBytes,
  } as const;
  return new Promise((resolve, reject) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new RenderingError(why(error, stderr, { timeoutMs, mostBytes }), { cause: error }));
    });
  });
}

function why(
  error: Error & { readonly code?: number | string | null; readonly killed?: boolean },
  said: string,
  { timeoutMs, mostBytes }: Limits,
): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return `gives more than ${mostBytes / 1024} KB of manifests`;
  if (error.killed) return `takes longer than ${timeoutMs / 1000} s`;
  return `is refused by kustomize: ${said.trim().replace(/\s+/g, ' ').slice(0, MOST_SAID) || error.message}`;
}
