import { beforeEach, describe, expect, it } from 'vitest';
import { checkHealth } from '../../../src/app/check-health.ts';
import { failPromotion } from '../../../src/app/fail-promotion.ts';
import { holdStage } from '../../../src/app/hold-stage.ts';
import { explainStage } from '../../../src/app/queries/explain.ts';
import { viewTargets } from '../../../src/app/queries/targets.ts';
import { receiveCanaryCall } from '../../../src/app/receive-canary.ts';
import { receiveSnapshot, withTimestamp } from '../../../src/app/receive-snapshot.ts';
import type { CanaryHook } from '../../../src/domain/health/canary.ts';
import { clusterKeys, parseKeyRing } from '../../../src/domain/health/cluster-key.ts';
import { aPipeline, aStage, aTarget } from '../../builders/pipeline.ts';
import { active, aFleet, push, report, sign } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { commitAndWait, of } from './steps.ts';

const MINUTE = 60_000;
const CLUSTER = 'dev-eu-1';
const target = {
  ...aTarget(CLUSTER),
  canary: { namespace: 'shop', name: 'checkout', startsWithinMs: 3 * MINUTE },
};
const stage = aStage('dev', { waves: [[target]] });

let fleet: Fakes;

/** Flagger speaks of the Canary; `told` is the message of an event. */
async function call(hook: CanaryHook, phase: string, told?: string, metadata: Record<string, string> = {}) {
  fleet.clock.advance(1000);
  const [towpath = ''] = clusterKeys(parseKeyRing(fleet.agentKeys.document), CLUSTER, 'flagger');
  const event = told === undefined ? {} : { eventMessage: told, timestamp: String(fleet.clock.now()) };
  const given = { towpath, pipeline: 'checkout', stage: 'dev', ...event, ...metadata };
  const body = { name: 'checkout', namespace: 'shop', phase, checksum: '5f6d8c9b74', metadata: given };
  return receiveCanaryCall(fleet.ports, {
    cluster: CLUSTER,
    hook,
    body: new TextEncoder().encode(JSON.stringify(body)),
  });
}
const begin = () => call('event', 'Progressing', 'New revision detected! Scaling up checkout.shop');
const succeed = () => call('event', 'Succeeded', 'Promotion completed! Scaling down checkout.shop');
const fail = () => call('event', 'Failed', 'Canary failed! Scaling down checkout.shop');
const check = () => checkHealth(fleet.ports, of(fleet, 'dev'));
const verdict = async () => (await check()).verdict;

/** The canary of 0.9.0 is over, and the commit of 1.0.0 is made and waited for. */
beforeEach(async () => {
  fleet = await aFleet(aPipeline({ stages: [stage] }));
  await succeed();
  fleet.clock.advance(5 * MINUTE);
  await push(fleet, '1.0.0', 'a');
  await commitAndWait(fleet, 'dev');
});

describe('a target with a Canary', () => {
  it('is healthy when its agent is and the canary is over', async () => {
    await report(fleet, CLUSTER);
    expect(await verdict()).toBe('waiting');
    await begin();
    fleet.clock.advance(10 * MINUTE);
    expect(await verdict()).toBe('waiting');
    await succeed();
    expect(await verdict()).toBe('ended');
    expect(fleet.health.watches()).toEqual([]);
  });

  it('wakes its promotion when the canary is over, and not at each step', async () => {
    await report(fleet, CLUSTER);
    await check();
    await fleet.waits.put({ promotion: active(fleet, 'dev').id, for: 'health', token: 'second' });
    await begin();
    await call('confirm-promotion', 'Progressing');
    await call('confirm-promotion', 'Progressing');
    expect(fleet.workflow.answered).not.toContain('second');
    await succeed();
    expect(fleet.workflow.answered).toContain('second');
  });

  it('is not healthy by a canary alone', async () => {
    await begin();
    await succeed();
    expect(await verdict()).toBe('waiting');
  });

  it('is not healthy by events that still have the phase of the canary before', async () => {
    await report(fleet, CLUSTER);
    await call('event', 'Succeeded', 'Confirm-rollout check towpath passed');
    expect(await verdict()).toBe('waiting');
  });

  it('fails with its canary, once that has lasted for the grace', async () => {
    await report(fleet, CLUSTER);
    await begin();
    await fail();
    expect(await verdict()).toBe('waiting');
    expect(Object.values(active(fleet, 'dev').failing)).toEqual([
      'Canary failed! Scaling down checkout.shop',
    ]);
    fleet.clock.advance(MINUTE);
    expect(await check()).toMatchObject({
      verdict: 'failed',
      Cause: expect.stringContaining('canary shop/checkout on dev-eu-1 has failed'),
    });
  });

  it('needs no canary that does not begin in time, and is looked at then', async () => {
    const { id } = active(fleet, 'dev');
    await check();
    await fleet.waits.put({ promotion: id, for: 'health', token: 'second' });
    await report(fleet, CLUSTER);
    expect(fleet.workflow.answered).toContain('second');
    const appliedAt = fleet.clock.now();
    expect(await check()).toMatchObject({
      verdict: 'waiting',
      until: new Date(appliedAt + 3 * MINUTE).toISOString(),
    });
    await fleet.waits.put({ promotion: id, for: 'health', token: 'third' });
    fleet.clock.advance(MINUTE);
    await report(fleet, CLUSTER);
    expect(fleet.workflow.answered).not.toContain('third');
    fleet.clock.advance(2 * MINUTE);
    expect(await verdict()).toBe('ended');
  });

  it('is explained and shown with its canary', async () => {
    await report(fleet, CLUSTER);
    await begin();
    const { because } = await explainStage(fleet.ports, 'checkout', 'dev');
    expect(because[0]?.sentence).toContain(
      'canary shop/checkout on dev-eu-1 is under way: Progressing: New rev',
    );
    const [view] = await viewTargets(fleet.ports, stage, undefined);
    expect(view).toMatchObject({
      health: 'healthy',
      canary: { namespace: 'shop', name: 'checkout', state: 'progressing' },
    });
    const elsewhere = { ...target, canary: { ...target.canary, name: 'other' } };
    const [other] = await viewTargets(fleet.ports, { ...stage, waves: [[elsewhere]] }, undefined);
    expect(other?.canary).toMatchObject({ state: 'unknown', sentence: 'never heard of' });
  });
});

describe('a gate of a canary', () => {
  it('lets it go on', async () => {
    for (const hook of ['confirm-rollout', 'confirm-traffic-increase', 'confirm-promotion'] as const)
      expect(await call(hook, 'Progressing')).toEqual({ isYes: true, sentence: 'every gate is open' });
    expect(await call('rollback', 'Progressing')).toMatchObject({ isYes: false });
  });

  it('halts it while the stage is on hold', async () => {
    await holdStage(fleet.ports, { pipeline: 'checkout', stage: 'dev', person: 'alice', reason: 'audit' });
    expect(await call('confirm-promotion', 'Progressing')).toMatchObject({
      isYes: false,
      sentence: expect.stringContaining('held by alice'),
    });
    expect(await call('rollback', 'Progressing')).toMatchObject({ isYes: false });
  });

  it('rolls it back once its promotion has failed', async () => {
    await begin();
    await failPromotion(fleet.ports, { ...of(fleet, 'dev'), error: 'TargetsUnhealthy', cause: 'too slow' });
    expect(await call('rollback', 'Progressing')).toEqual({
      isYes: true,
      sentence: '1.0.0 has failed: too slow',
    });
  });

  it('does not, once its promotion has succeeded', async () => {
    await report(fleet, CLUSTER);
    await begin();
    await succeed();
    expect(await verdict()).toBe('ended');
    expect(await call('rollback', 'Progressing')).toMatchObject({ isYes: false });
  });

  it.each([
    ['another stage', { stage: 'prod' }, 'No target of stage "prod" of pipeline "checkout"'],
    ['no pipeline', { pipeline: '' }, 'No target of stage "dev" of pipeline ""'],
  ])('that names %s is refused, so that the canary waits', async (_, metadata, sentence) => {
    await expect(call('confirm-rollout', 'Progressing', undefined, metadata)).rejects.toThrow(sentence);
  });
});

describe('a call', () => {
  it.each([
    ['without the token', { towpath: '' }, 'UnauthenticatedError'],
    ['with another token', { towpath: 'c0ffee' }, 'UnauthenticatedError'],
    ['of long ago', { timestamp: '1500000000000' }, 'RefusedError'],
  ])('%s changes nothing', async (_, metadata, name) => {
    const before = await fleet.health.reports([{ ...target.canary, cluster: CLUSTER, kind: 'Canary' }]);
    const sent = call('event', 'Failed', 'Canary failed! Scaling down checkout.shop', metadata);
    await expect(sent).rejects.toMatchObject({ name });
    expect(await fleet.health.reports([{ ...target.canary, cluster: CLUSTER, kind: 'Canary' }])).toEqual(
      before,
    );
  });

  it('is not taken for one of another cluster', async () => {
    const [towpath = ''] = clusterKeys(parseKeyRing(fleet.agentKeys.document), 'prod-eu-1', 'flagger');
    await expect(call('event', 'Succeeded', 'Promotion completed!', { towpath })).rejects.toMatchObject({
      name: 'UnauthenticatedError',
    });
  });
});

describe('a snapshot', () => {
  /** Taken so long after the Canary came into the phase. */
  async function snapshot(phase: string, ageMs: number, lost: object = {}) {
    const takenAt = Math.floor(fleet.clock.now() / 1000) * 1000;
    const lastUpdateTime = new Date(takenAt - ageMs).toISOString();
    const condition = {
      type: 'Promoted',
      status: 'True',
      reason: phase,
      message: 'as it is',
      lastUpdateTime,
    };
    const item = {
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: { namespace: 'shop', name: 'checkout' },
      status: { phase, conditions: [condition], ...lost },
    };
    const body = new TextEncoder().encode(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [item] }));
    const timestamp = String(takenAt / 1000);
    const signature = sign(fleet, CLUSTER, withTimestamp(timestamp, body), 'snapshot');
    await receiveSnapshot(fleet.ports, { cluster: CLUSTER, body, timestamp, signature, unpack: () => body });
  }

  it('makes up for lost calls', async () => {
    await report(fleet, CLUSTER);
    fleet.clock.advance(2 * MINUTE);
    await snapshot('Progressing', MINUTE);
    fleet.clock.advance(5 * MINUTE);
    expect(await verdict()).toBe('waiting');
    await snapshot('Succeeded', MINUTE);
    expect(await verdict()).toBe('ended');
  });

  it('does not make an old end a new one', async () => {
    await report(fleet, CLUSTER);
    await snapshot('Failed', 60 * MINUTE);
    expect(await check()).toMatchObject({ verdict: 'waiting' });
    fleet.clock.advance(3 * MINUTE);
    expect(await verdict()).toBe('ended');
  });

  it.each([
    ['a phase that says nothing', 'Terminating', {}],
    ['no conditions', 'Failed', { conditions: null }],
    ['a condition without a time', 'Failed', { conditions: [{ type: 'Promoted', reason: 'Failed' }] }],
    [
      'a condition of the phase before',
      'Failed',
      { conditions: [{ type: 'Promoted', reason: 'Promoting' }] },
    ],
    ['no phase', '', {}],
  ])('says nothing by %s', async (_, phase, lost) => {
    const before = await fleet.health.reports([{ ...target.canary, cluster: CLUSTER, kind: 'Canary' }]);
    await snapshot(phase, 0, lost);
    expect(await fleet.health.reports([{ ...target.canary, cluster: CLUSTER, kind: 'Canary' }])).toEqual(
      before,
    );
  });
});

it('words of any length in a snapshot do not make what is stored of a Canary larger than an item', async () => {
  const lastUpdateTime = new Date(fleet.clock.now()).toISOString();
  const conditions = [{ type: 'Promoted', reason: 'Failed', message: 'm'.repeat(500_000), lastUpdateTime }];
  const metadata = { namespace: 'shop', name: 'checkout' };
  const items = [
    { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata, status: { phase: 'Failed', conditions } },
  ];
  const body = new TextEncoder().encode(JSON.stringify({ kind: 'List', items }));
  const timestamp = String(Math.floor(fleet.clock.now() / 1000));
  const signature = sign(fleet, CLUSTER, withTimestamp(timestamp, body), 'snapshot');
  await receiveSnapshot(fleet.ports, { cluster: CLUSTER, body, unpack: () => body, timestamp, signature });
  const stored = await fleet.health.reports([{ cluster: CLUSTER, kind: 'Canary', ...metadata }]);
  expect(JSON.stringify(stored)).toContain('mmm');
  expect(JSON.stringify(stored).length).toBeLessThan(5_000);
});
