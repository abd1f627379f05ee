import { beforeEach, describe, expect, it } from 'vitest';
import { checkHealth } from '../../../src/app/check-health.ts';
import { promote } from '../../../src/app/promote.ts';
import { aPipeline, aStage, aTarget } from '../../builders/pipeline.ts';
import { active, aFleet, anOverlay, overlayPath, push, report } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { commit, of, passWave } from './steps.ts';

const first = ['prod-eu-1', 'prod-eu-2', 'prod-eu-3'];

describe('a wave of which one target may fail, and after which there is a pause', () => {
  let fleet: Fakes;
  const minutes = (count: number) => fleet.clock.advance(count * 60_000);
  const look = () => checkHealth(fleet.ports, of(fleet, 'prod'));

  beforeEach(async () => {
    const waves = [first.map(aTarget), [aTarget('prod-us-1')]];
    const waveRules = [
      { maxUnavailable: 1, soakMs: 6 * 60_000 },
      { maxUnavailable: 0, soakMs: 60_000 },
    ];
    const stage = aStage('prod', { waves, soakMs: 60_000, waveRules });
    fleet = await aFleet(aPipeline({ stages: [stage] }));
    await push(fleet, '1.0.0', 'a');
    await commit(fleet, 'prod');
  });

  it('goes on without the one that failed, which is no evidence of health', async () => {
    await report(fleet, 'prod-eu-1');
    await report(fleet, 'prod-eu-2', { failing: 'Deployment/checkout crash loops' });
    await report(fleet, 'prod-eu-3');
    expect(await look()).toMatchObject({ verdict: 'waiting', timeoutSeconds: 59 });
    minutes(1);
    expect(await look()).toMatchObject({ verdict: 'waiting', timeoutSeconds: 6 * 60 - 1 });
    expect(fleet.ledger.entries('checkout').at(-1)).toMatchObject({
      type: 'wave-soaking',
      since: '2026-11-20T12:01:02.000Z',
      until: '2026-11-20T12:07:02.000Z',
    });
    minutes(6);
    expect(await look()).toMatchObject({ verdict: 'next-wave' });
    const { commits, failing } = active(fleet, 'prod');
    expect(commits[0]?.healthy?.targets.map(({ cluster }) => cluster)).toEqual(['prod-eu-1', 'prod-eu-3']);
    expect(failing).toEqual({});
  });

  it('fails when a second one is lost, at the deadline at the latest', async () => {
    await report(fleet, 'prod-eu-1');
    minutes(15);
    expect(await look()).toMatchObject({
      verdict: 'failed',
      Cause: expect.stringMatching(
        /^2 targets failed, 1 may: no report from prod-eu-2 .*; no report from prod-eu-3/,
      ),
    });
  });

  it('is promoted again to bring along what was left behind, and writes that only', async () => {
    const sick = 'prod-eu-2';
    for (const cluster of first)
      await report(fleet, cluster, cluster === sick ? { failing: 'crash loop' } : {});
    minutes(1);
    await look();
    minutes(6);
    await look();
    await passWave(fleet, 'prod', ['prod-us-1']);
    minutes(1);
    expect(await look()).toMatchObject({ verdict: 'ended' });
    const { current } = fleet.ledger.state('checkout').stages.prod ?? {};
    const before = fleet.repository.pushByHand({ [overlayPath(sick)]: anOverlay() });
    await promote(fleet.ports, { release: current?.release ?? '', stage: 'prod', person: 'alice' });
    await commit(fleet, 'prod');
    expect(await fleet.repository.changedPaths(before, await fleet.repository.tip())).toEqual([
      overlayPath(sick),
    ]);
    for (const cluster of first) await report(fleet, cluster);
    minutes(6);
    expect(await look()).toMatchObject({ verdict: 'next-wave' });
    expect(active(fleet, 'prod').commits[0]?.healthy?.targets).toHaveLength(3);
  });
});
