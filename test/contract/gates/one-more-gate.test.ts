import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineGate, everyStage } from '../../../src/domain/gates/gate.ts';
import { GATES } from '../../../src/domain/gates/list.ts';
import { aPipeline, aStage } from '../../builders/pipeline.ts';
import { active, aFleet, push, settingsFor } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';

let isFull = true;

/** The file: no stage changes at the full moon. */
const fullMoon = defineGate({
  name: 'full-moon',
  isOverridable: true,
  holdsRollbacks: true,
  of: everyStage,
  evaluate: () =>
    isFull
      ? { gate: 'full-moon', state: 'closed', sentence: 'the moon is full' }
      : { gate: 'full-moon', state: 'open', sentence: 'the moon is not full' },
});

const load = async () => ({
  ...(await import('../../../src/app/override-gate.ts')),
  ...(await import('../../../src/app/queries/explain.ts')),
  ...(await import('../../../src/domain/pipeline/parse.ts')),
  ...(await import('../../unit/app/steps.ts')),
});
let app: Awaited<ReturnType<typeof load>>;

beforeAll(async () => {
  vi.resetModules();
  // The line. Nothing else of Towpath is changed.
  vi.doMock('../../../src/domain/gates/list.ts', () => ({ GATES: [...GATES, fullMoon] }));
  app = await load();
});

afterAll(() => {
  vi.doUnmock('../../../src/domain/gates/list.ts');
  vi.resetModules();
});

let fleet: Fakes;
beforeEach(async () => {
  isFull = true;
  const pipeline = aPipeline({ stages: [aStage('dev')] });
  fleet = await aFleet(pipeline);
  const overrides = [{ gate: 'full-moon', from: ['release-managers'] }];
  await fleet.configuration.putSettings({ ...settingsFor(pipeline), overrides });
  await push(fleet, '1.0.0', 'a');
});

const status = async (): Promise<string> => (await app.passGates(fleet, 'dev')).status;

describe('one more gate, which is a file and a line,', () => {
  it('holds a promotion back, and explain says what it decided', async () => {
    expect(await status()).toBe('gated');
    const { because } = await app.explainStage(fleet.ports, 'checkout', 'dev');
    expect(because.at(-1)).toEqual({ what: 'full-moon', state: 'closed', sentence: 'the moon is full' });
    isFull = false;
    expect(await status()).toBe('committing');
  });

  it('is asked by the committer again', async () => {
    isFull = false;
    fleet.interruptions.before('changes.look', () => {
      isFull = true;
    });
    await app.commit(fleet, 'dev');
    expect(active(fleet, 'dev')).toMatchObject({ status: 'gated', commits: [] });
  });

  it('can be overridden by whom settings name', async () => {
    const order = { pipeline: 'checkout', stage: 'dev', gate: 'full-moon', reason: 'incident 42' };
    await expect(app.overrideGate(fleet.ports, { ...order, person: 'mallory' })).rejects.toThrow(
      'it takes a member of release-managers',
    );
    await app.overrideGate(fleet.ports, { ...order, person: 'alice' });
    expect(await status()).toBe('committing');
  });

  it('is a word of the settings', () => {
    const file = (gate: string): string =>
      [
        'apiVersion: towpath.dev/v1',
        'kind: Settings',
        'spec:',
        '  clusters: [{ name: dev-eu-1, agent: flux }]',
        '  people: [{ name: alice, email: alice@example.com }]',
        '  groups: [{ name: managers, members: [alice] }]',
        `  overrides: [{ gate: ${gate}, from: [managers] }]`,
        '',
      ].join('\n');
    const problems = (gate: string) => app.readSettingsFile(file(gate), 'settings.yaml').problems;
    expect(problems('full-moon')).toEqual([]);
    expect(problems('new-moon')).toHaveLength(1);
  });
});
