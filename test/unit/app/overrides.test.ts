import { beforeEach, describe, expect, it } from 'vitest';
import { checkGates } from '../../../src/app/check-gates.ts';
import { commitChanges } from '../../../src/app/commit-changes.ts';
import { holdStage } from '../../../src/app/hold-stage.ts';
import { type OverrideOrder, overrideGate } from '../../../src/app/override-gate.ts';
import { promote } from '../../../src/app/promote.ts';
import { explainStage } from '../../../src/app/queries/explain.ts';
import { viewPromotion } from '../../../src/app/queries/promotion.ts';
import { rollBack } from '../../../src/app/roll-back.ts';
import { resume, stop } from '../../../src/app/stop.ts';
import type { FreezeGate, Settings } from '../../../src/domain/pipeline/types.ts';
import { anApproval, aPipeline, aStage } from '../../builders/pipeline.ts';
import { active, aFleet, push } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { ask, of, promote as promoted } from './steps.ts';

const winter: FreezeGate = {
  kind: 'freeze',
  effect: 'deny',
  from: '2026-11-01',
  to: '2026-12-31',
  timeZone: 'UTC',
};

let fleet: Fakes;
beforeEach(async () => {
  fleet = await aFleet(
    aPipeline({
      stages: [
        aStage('dev'),
        aStage('prod', { after: ['dev'], gates: [winter] }),
        aStage('approved', { gates: [anApproval()] }),
      ],
    }),
  );
  await setSettings({
    overrides: [
      { gate: 'freeze', from: ['release-managers'] },
      { gate: 'after', from: ['release-managers'] },
      { gate: 'approval', from: ['release-managers'] },
    ],
  });
});

async function setSettings(more: Partial<Settings>): Promise<void> {
  const settings = await fleet.configuration.settings();
  if (settings !== undefined) await fleet.configuration.putSettings({ ...settings, ...more });
}

const override = (order: Partial<OverrideOrder> = {}) =>
  overrideGate(fleet.ports, {
    pipeline: 'checkout',
    stage: 'prod',
    gate: 'freeze',
    person: 'alice',
    reason: 'incident 42',
    ...order,
  });
const verdict = async (stage = 'prod') => (await checkGates(fleet.ports, of(fleet, stage))).verdict;
const ours = () => fleet.repository.log().filter(({ author }) => author === 'Towpath');

describe('the override of a gate', () => {
  beforeEach(async () => {
    await push(fleet, '1.0.0', 'a');
    await promoted(fleet, 'dev');
    await fleet.waits.put({ promotion: active(fleet, 'prod').id, for: 'gates', token: 'gates' });
  });

  it('opens it for the promotion, wakes it, and is to be seen everywhere', async () => {
    expect(await verdict()).toBe('closed');
    const { id } = active(fleet, 'prod');
    expect((await viewPromotion(fleet.ports, id)).gates.at(-1)).toMatchObject({ canOverride: true });
    expect(await override({ promotion: id })).toEqual({ promotion: id });
    expect(fleet.ledger.entries('checkout').at(-1)).toMatchObject({
      type: 'gate-overridden',
      by: { kind: 'person', name: 'alice' },
      gate: 'freeze',
      said: expect.stringContaining('frozen until 2027-01-01'),
    });
    expect(fleet.workflow.answered).toContain('gates');
    const sentence = expect.stringMatching(/^overridden by alice at .*: incident 42/);
    expect((await explainStage(fleet.ports, 'checkout', 'prod')).because.at(-1)).toMatchObject({ sentence });
    expect((await viewPromotion(fleet.ports, id)).gates.at(-1)).toEqual({
      gate: 'freeze',
      state: 'open',
      sentence,
      canOverride: false,
    });
    await ask(fleet, 'prod');
    await commitChanges(fleet.ports);
    expect(active(fleet, 'prod').status).toBe('verifying');
    expect((await viewPromotion(fleet.ports, id)).gates.at(-1)).toMatchObject({ sentence });
  });

  it('does not count at the committer once its person has left the group', async () => {
    await override();
    await ask(fleet, 'prod');
    const before = ours().length;
    await setSettings({ groups: [{ name: 'release-managers', members: ['bob'] }] });
    await commitChanges(fleet.ports);
    expect(ours()).toHaveLength(before);
    expect(active(fleet, 'prod').status).toBe('gated');
  });

  it.each<[string, Partial<OverrideOrder>, string]>([
    ['without a reason', { reason: ' ' }, 'Say why: an override needs a reason.'],
    [
      'of a hold',
      { gate: 'hold' },
      'hold is no gate that can be overridden. Lift it for everyone: towpath r',
    ],
    ['of a stop', { gate: 'stop' }, 'stop is no gate that can be overridden.'],
    ['of no gate', { gate: 'moon' }, 'These can: after, approval, freeze.'],
    ['by somebody else', { person: 'mallory' }, 'it takes a member of release-managers.'],
    ['of a gate that is open', { gate: 'after' }, 'No after gate of prod is closed'],
    ['where nothing is under way', { stage: 'dev' }, 'No promotion is under way in dev of checkout'],
    ['of another promotion than was seen', { promotion: 'other' }, 'not what you saw. Look again.'],
  ])('is refused %s, and nothing is recorded', async (_, order, why) => {
    const before = fleet.ledger.entries('checkout').length;
    await expect(override(order)).rejects.toThrow(why);
    expect(fleet.ledger.entries('checkout')).toHaveLength(before);
  });

  it('is refused where settings allow nobody', async () => {
    await setSettings({ overrides: [] });
    await expect(override()).rejects.toThrow('Nobody may override freeze');
  });

  it('is refused a second time, which wakes the promotion in case the first time did not', async () => {
    fleet.interruptions.interrupt('ledger.append', 'after');
    await expect(override()).rejects.toThrow('interrupted');
    await expect(override()).rejects.toThrow('alice has overridden freeze for this promotion already.');
    expect(fleet.workflow.answered).toContain('gates');
  });
});

describe('the override of an approval', () => {
  beforeEach(async () => {
    await push(fleet, '1.0.0', 'a');
  });

  it('opens it, but not past a rejection', async () => {
    const { id } = active(fleet, 'approved');
    await override({ stage: 'approved', gate: 'approval' });
    expect(await verdict('approved')).toBe('open');
    fleet.ledger.tamper('checkout', (state) => ({
      ...state,
      promotions: {
        ...state.promotions,
        [id]: {
          ...state.promotions[id]!,
          overrides: [],
          votes: [{ person: 'bob', verdict: 'reject', reason: 'no', via: 'cli', at: '2026-11-20T12:00:00Z' }],
        },
      },
    }));
    await expect(override({ stage: 'approved', gate: 'approval' })).rejects.toThrow('A refusal is final');
  });

  it('is not for the one who asked, where the gate excludes them', async () => {
    const { id } = active(fleet, 'approved');
    fleet.ledger.tamper('checkout', (state) => ({
      ...state,
      promotions: {
        ...state.promotions,
        [id]: { ...state.promotions[id]!, requestedBy: { kind: 'person', name: 'alice' } },
      },
    }));
    await expect(override({ stage: 'approved', gate: 'approval' })).rejects.toThrow(
      'alice requested this promotion and may not override its approval.',
    );
  });
});

describe('a promotion past a stage', () => {
  let release: string;
  beforeEach(async () => {
    release = await push(fleet, '1.0.0', 'a');
  });
  const hotfix = (person = 'alice', reason = 'incident 42') =>
    promote(fleet.ports, { release, stage: 'prod', person, override: { gate: 'after', reason } });

  it('names who lets it and why, and is open only for them', async () => {
    await hotfix();
    expect(fleet.ledger.entries('checkout').slice(-3)).toMatchObject([
      { type: 'promotion-requested' },
      {
        type: 'gate-overridden',
        gate: 'after',
        by: { name: 'alice' },
        said: `${release} has not passed dev, which prod comes after`,
      },
      { type: 'stage-acquired' },
    ]);
    await override();
    expect(await verdict()).toBe('open');
    expect(active(fleet, 'prod').gates[2]).toMatchObject({ gate: 'after', state: 'open' });
  });

  it('is closed when settings no longer let them', async () => {
    await hotfix();
    await override();
    await setSettings({ overrides: [{ gate: 'freeze', from: ['release-managers'] }] });
    expect(await verdict()).toBe('closed');
  });

  it('is refused to others, without a reason, and where nothing is skipped', async () => {
    await expect(hotfix('mallory')).rejects.toThrow('mallory may not override after');
    await expect(hotfix('alice', '')).rejects.toThrow('Say why');
    await expect(promote(fleet.ports, { release, stage: 'prod', person: 'alice' })).rejects.toThrow(
      'has not passed dev, which prod comes after. Whoever may can override it: --override after',
    );
    await promoted(fleet, 'dev');
    await expect(hotfix()).rejects.toThrow('there is nothing to override');
  });
});

describe('a rollback under stop and hold', () => {
  const who = { person: 'alice', reason: 'incident 42' };
  beforeEach(async () => {
    for (const [tag, digit] of [
      ['1.0.0', 'a'],
      ['1.1.0', 'b'],
    ] as const) {
      await push(fleet, tag, digit);
      await promoted(fleet, 'dev');
    }
    await holdStage(fleet.ports, { pipeline: 'checkout', stage: 'dev', ...who });
    await stop(fleet.ports, { scope: { kind: 'everything' }, ...who });
  });

  it('is committed', async () => {
    const before = ours().length;
    await rollBack(fleet.ports, { pipeline: 'checkout', stage: 'dev', ...who });
    await ask(fleet, 'dev');
    await commitChanges(fleet.ports);
    expect(ours()).toHaveLength(before + 1);
  });

  it('waits where settings say so, until the stop is lifted', async () => {
    await setSettings({ rollback: { under: ['hold'] } });
    await rollBack(fleet.ports, { pipeline: 'checkout', stage: 'dev', ...who });
    expect(await verdict('dev')).toBe('closed');
    await resume(fleet.ports, { scope: { kind: 'everything' }, ...who });
    expect(await verdict('dev')).toBe('open');
  });

  it('is given back by the committer when the stop comes after its gates', async () => {
    await resume(fleet.ports, { scope: { kind: 'everything' }, ...who });
    await setSettings({ rollback: { under: ['hold'] } });
    await rollBack(fleet.ports, { pipeline: 'checkout', stage: 'dev', ...who });
    await ask(fleet, 'dev');
    const before = ours().length;
    await stop(fleet.ports, { scope: { kind: 'everything' }, ...who });
    await commitChanges(fleet.ports);
    expect(ours()).toHaveLength(before);
    expect(active(fleet, 'dev').status).toBe('gated');
  });
});
