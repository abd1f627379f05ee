import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Behaviour, Behaviours } from '../../../../local/agents/behaviour.ts';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'towpath-behaviour-'));
  file = join(directory, 'agents', 'behaviours.json');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('Behaviours', () => {
  it('is healthy unless told otherwise', async () => {
    expect((await Behaviours.load(file)).of('prod-eu-1')).toEqual({ mode: 'healthy' });
  });

  it('survives a restart', async () => {
    const behaviours = await Behaviours.load(file);
    await Promise.all([
      behaviours.set('prod-eu-1', { mode: 'failing' }),
      behaviours.set('prod-us-1', { mode: 'lagging', delayMs: 5000 }),
      behaviours.set('dev-eu-1', { mode: 'silent' }),
      behaviours.set('dev-us-1', { mode: 'polling', intervalMs: 600_000 }),
    ]);
    const restarted = await Behaviours.load(file);
    expect(restarted.of('prod-eu-1')).toEqual({ mode: 'failing' });
    expect(restarted.of('prod-us-1')).toEqual({ mode: 'lagging', delayMs: 5000 });
    expect(restarted.of('dev-eu-1')).toEqual({ mode: 'silent' });
    expect(restarted.of('dev-us-1')).toEqual({ mode: 'polling', intervalMs: 600_000 });
  });

  it('goes on after a write that failed', async () => {
    await writeFile(join(directory, 'agents'), 'a file where the folder should be');
    const behaviours = await Behaviours.load(file);
    await expect(behaviours.set('prod-eu-1', { mode: 'failing' })).rejects.toThrow();
    await rm(join(directory, 'agents'));
    await behaviours.set('prod-us-1', { mode: 'flapping' });
    expect((await Behaviours.load(file)).of('prod-eu-1')).toEqual({ mode: 'failing' });
  });

  it.each([
    '',
    'null',
    '[1]',
    '{"c": null}',
    '{"c": {"mode": "dancing"}}',
    '{"c": {"mode": "lagging"}}',
    '{"c": {"mode": "lagging", "delayMs": -1}}',
  ])('takes a file with %j for no behaviour at all', async (text) => {
    const broken = join(directory, 'broken.json');
    await writeFile(broken, text);
    const expected: Behaviour = { mode: 'healthy' };
    expect((await Behaviours.load(broken)).of('c')).toEqual(expected);
  });
});
