import { beforeEach, describe, expect, it } from 'vitest';
import { validateFile } from '../../../src/app/queries/validate-file.ts';
import { refreshConfiguration } from '../../../src/app/refresh-configuration.ts';
import { overlayPath } from '../../fakes/fleet.ts';
import { createFakes, type Fakes } from '../../fakes/index.ts';
import { NO_TEXT } from '../../fakes/repository.ts';
import { CHECKOUT, checkout, SETTINGS } from './files.ts';

const FILE = '.towpath/checkout.yaml';
let fakes: Fakes;
beforeEach(async () => {
  fakes = createFakes({ files: { ...SETTINGS, ...CHECKOUT } });
  await refreshConfiguration(fakes.ports);
});

const current = () => fakes.ledger.state('checkout').definition;
const types = () => fakes.ledger.entries('checkout').map(({ type }) => type);
const problems = async () =>
  (await fakes.configuration.report())?.problems.map(({ file, message }) => `${file}: ${message}`);
async function push(files: Readonly<Record<string, string | undefined>>): Promise<void> {
  fakes.repository.pushByHand(files);
  await refreshConfiguration(fakes.ports);
}

describe('what the branch says', () => {
  it('becomes the configuration', async () => {
    expect(await fakes.configuration.settings()).toMatchObject({ people: [{ name: 'alice' }] });
    expect(await fakes.ledger.definition('checkout', current()?.version ?? '')).toMatchObject({
      name: 'checkout',
    });
    expect(await problems()).toEqual([]);
  });

  it('is stored once, whatever comments and other files do', async () => {
    const { version } = current() ?? {};
    await push({ [FILE]: `# a comment\n${checkout()}`, 'README.md': 'hello', '.towpath/notes.txt': 'hello' });
    expect(types()).toEqual(['pipeline-defined']);
    expect(current()?.version).toBe(version);
  });

  it('is a new version when it means something else, and names its new file when it moved', async () => {
    await push({ [FILE]: checkout('>=2.0.0') });
    await push({ [FILE]: undefined, '.towpath/shop.yml': checkout('>=2.0.0') });
    expect(types()).toEqual(['pipeline-defined', 'pipeline-defined', 'pipeline-defined']);
    expect(current()).toMatchObject({ file: '.towpath/shop.yml', commit: await fakes.repository.tip() });
  });

  it('no longer concerns pushes when the file is gone', async () => {
    await push({ [FILE]: undefined });
    expect(types()).toEqual(['pipeline-defined', 'pipeline-removed']);
    expect(await fakes.ledger.pipelines()).toEqual([{ name: 'checkout', images: [] }]);
    await refreshConfiguration(fakes.ports);
    expect(types()).toHaveLength(2);
    await push({ [FILE]: checkout() });
    expect(types()).toHaveLength(3);
  });
});

describe('a broken file', () => {
  it('never replaces a good one, and is reported', async () => {
    const good = current();
    await push({ [FILE]: checkout('not a range') });
    expect(current()).toEqual(good);
    expect(await problems()).toEqual([expect.stringContaining(FILE)]);
    expect(fakes.log.counts).toEqual({ ConfigurationRefused: 1 });
    await push({ [FILE]: checkout() });
    expect(await problems()).toEqual([]);
  });

  it('keeps no other file from being stored', async () => {
    await push({
      [FILE]: 'kind: [',
      '.towpath/other.yaml': checkout('>=1.0.0', 'other').replace('overlays/dev-eu-1', 'overlays/dev'),
    });
    expect(await problems()).toEqual([expect.stringContaining(FILE), expect.stringContaining('other.yaml')]);
    await push({ 'apps/checkout/overlays/dev/kustomization.yaml': 'resources: []' });
    expect((await fakes.ledger.pipelines()).map(({ name }) => name)).toEqual(['checkout', 'other']);
  });

  it('is one of thousands of problems, of which a store and a reader get the first', async () => {
    const keys = Array.from({ length: 999 }, (_, index) => `key${index}: 1`).join('\n');
    await push({ [FILE]: keys, '.towpath/a.yaml': keys, '.towpath/b.yaml': keys });
    const found = (await fakes.configuration.report())?.problems ?? [];
    expect(found).toHaveLength(101);
    for (const last of [found[50], found[100]])
      expect(last).toMatchObject({
        message: 'there are more problems from here on',
        hint: 'mend those above first',
      });
  });

  it('may be one that no store would take; the others are stored', async () => {
    const clusters = Array.from(
      { length: 300 },
      (_, index) => `    - { name: dev-eu-${index}, labels: { about: ${'x'.repeat(1_200)} } }\n`,
    );
    const text = SETTINGS['.towpath/settings.yaml'].replace('    - name: dev-eu-1\n', clusters.join(''));
    await push({ '.towpath/settings.yaml': text, [FILE]: checkout('>=2.0.0') });
    expect(await problems()).toEqual([expect.stringMatching(/settings.yaml: .* is \d+ KB; at most 350 KB/)]);
    expect((await fakes.configuration.settings())?.clusters).toHaveLength(1);
    expect(types()).toHaveLength(2);
  });

  it('of bytes that are no text is reported as that', async () => {
    const good = current();
    await push({
      [FILE]: NO_TEXT,
      '.towpath/settings.yaml': SETTINGS['.towpath/settings.yaml'].replace('alice', 'bob'),
    });
    expect(current()).toEqual(good);
    expect(await problems()).toEqual([
      expect.stringMatching(/^\.towpath\/checkout\.yaml: .* is not UTF-8 text\.$/),
    ]);
    expect(await fakes.configuration.settings()).toMatchObject({ people: [{ name: 'bob' }] });
  });

  it('of settings leaves the settings as they were', async () => {
    await push({ '.towpath/settings.yaml': 'kind: Settings' });
    expect(await fakes.configuration.settings()).toMatchObject({ people: [{ name: 'alice' }] });
  });
});

describe('a pipeline that names an overlay', () => {
  it('is refused when there is none', async () => {
    await push({ [FILE]: checkout('>=3.0.0'), [overlayPath('dev-eu-1')]: undefined });
    expect(await problems()).toEqual([expect.stringContaining('apps/checkout/overlays/dev-eu-1')]);
  });

  it('is taken when it is there under any of its names, readable or not', async () => {
    const folder = 'apps/checkout/overlays/dev-eu-1';
    await push({ [overlayPath('dev-eu-1')]: undefined, [`${folder}/Kustomization`]: 'resources: []' });
    expect(await problems()).toEqual([]);
    await push({ [`${folder}/Kustomization`]: NO_TEXT });
    expect(await problems()).toEqual([]);
  });
});

describe('a commit that changes no file of the configuration', () => {
  const looks = async (act: () => Promise<void>): Promise<boolean> => {
    let looked = false;
    fakes.interruptions.before('repository.listFiles', () => {
      looked = true;
    });
    await act();
    return looked;
  };

  it('is not looked at file by file, and is the last one looked at', async () => {
    const looked = await looks(() => push({ [overlayPath('dev-eu-1')]: 'resources: []' }));
    expect(looked).toBe(false);
    expect((await fakes.configuration.report())?.commit).toBe(await fakes.repository.tip());
  });

  it('is looked at when an overlay may have come or gone with it', async () => {
    expect(await looks(() => push({ [overlayPath('dev-eu-1')]: undefined }))).toBe(true);
    expect(await problems()).toEqual([expect.stringContaining('apps/checkout/overlays/dev-eu-1')]);
  });

  it('is looked at when its event comes again: the first look may have died', async () => {
    expect(await looks(() => refreshConfiguration(fakes.ports))).toBe(true);
  });

  it('is looked at when the last one is not in the repository any more', async () => {
    await fakes.configuration.putReport({ commit: 'f'.repeat(40), at: '', problems: [] });
    expect(await looks(() => refreshConfiguration(fakes.ports))).toBe(true);
    expect((await fakes.configuration.report())?.commit).toBe(await fakes.repository.tip());
  });
});

describe('a branch that moves during the look', () => {
  it('is looked at again, so that an older look never has the last word', async () => {
    fakes.interruptions.before('configuration.putReport', () =>
      fakes.repository.pushByHand({ [FILE]: checkout('>=5.0.0') }),
    );
    await refreshConfiguration(fakes.ports);
    expect(await fakes.ledger.definition('checkout', current()?.version ?? '')).toMatchObject({
      artifacts: [{ tags: { range: '>=5.0.0' } }],
    });
  });

  it('again and again is left to the next event', async () => {
    let pushes = 0;
    const pushAgain = (): void => {
      pushes += 1;
      fakes.repository.pushByHand({ 'README.md': `${pushes}` });
      fakes.interruptions.before('configuration.putReport', pushAgain);
    };
    pushAgain();
    await refreshConfiguration(fakes.ports);
    expect(fakes.log.lines).toMatchObject([
      { level: 'warn', message: expect.stringMatching(/^The branch moved/) },
    ]);
  });
});

describe('a file before it is committed', () => {
  const validate = (path: string, text: string) => validateFile(fakes.ports, { path, text });

  it('is checked with every other file and the overlays', async () => {
    expect(await validate(FILE, checkout('>=2.0.0'))).toEqual({ problems: [] });
    const { problems } = await validate('.towpath/second.yaml', checkout().replace('dev-eu-1 }', 'dev }'));
    expect(problems.join()).toContain('.towpath/checkout.yaml is a pipeline "checkout" too');
    expect(problems.join()).toContain('a new version of .towpath/checkout.yaml is checked under that path');
  });

  it('hears of its own problems only, each where it stands', async () => {
    fakes.repository.pushByHand({ '.towpath/broken.yaml': 'kind: [' });
    const { problems } = await validate(FILE, checkout('nonsense'));
    expect(problems).toEqual([expect.stringMatching(/^\.towpath\/checkout\.yaml:9:\d+: /)]);
  });
});
