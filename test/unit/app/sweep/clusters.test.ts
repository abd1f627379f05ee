import { beforeEach, describe, expect, it } from 'vitest';
import { explainStage } from '../../../../src/app/queries/explain.ts';
import { viewFleet } from '../../../../src/app/queries/fleet.ts';
import { utc } from '../../../../src/domain/gates/sentence.ts';
import { FLEET_LEDGER } from '../../../../src/domain/promotion/stop.ts';
import { report } from '../../../fakes/fleet.ts';
import { aWorld, sweepLater, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});

const silences = async () =>
  world.ledger.entries(FLEET_LEDGER).filter(({ type }) => type === 'cluster-silent');
const dev = async () => {
  const { pipelines, clusters } = await viewFleet(world.ports);
  return [
    pipelines[0]?.stages[0]?.targets[0]?.health,
    clusters.find(({ name }) => name === 'dev-eu-1')?.silent,
  ];
};

describe('a silent cluster', () => {
  it('is not one that never spoke: nobody has set it up yet', async () => {
    await sweepLater(world, 24 * 60);
    expect(await silences()).toEqual([]);
    expect(await dev()).toEqual(['silent', false]);
  });

  it('is counted at every sweep and is one entry, until it is heard and falls silent again', async () => {
    await report(world, 'dev-eu-1');
    const since = world.clock.iso();
    await sweepLater(world, 29);
    expect(await dev()).toEqual(['healthy', false]);
    expect(await silences()).toEqual([]);
    await sweepLater(world, 2);
    await sweepLater(world, 5);
    expect(await dev()).toEqual(['silent', true]);
    expect(await silences()).toMatchObject([{ cluster: 'dev-eu-1', since }]);
    expect(world.log.counts.ClusterSilent).toBe(2);
    expect((await explainStage(world.ports, 'checkout', 'dev')).because).toContainEqual({
      what: 'dev-eu-1',
      state: 'waiting',
      sentence: expect.stringMatching(`^silent since ${utc(since)}; it last said ReconciliationSucceeded: `),
    });

    await report(world, 'dev-eu-1');
    await sweepLater(world, 1);
    expect(await dev()).toEqual(['healthy', false]);
    await sweepLater(world, 40);
    expect(await silences()).toHaveLength(2);
  });

  it('is silent after its own interval where settings have one', async () => {
    const settings = await world.configuration.settings();
    const clusters = (settings?.clusters ?? []).map((cluster) => ({ ...cluster, intervalMs: 300_000 }));
    await world.configuration.putSettings({ people: [], groups: [], ...settings, clusters });
    await report(world, 'dev-eu-1');
    await sweepLater(world, 4);
    expect(await silences()).toEqual([]);
    await sweepLater(world, 2);
    expect(await silences()).toHaveLength(1);
  });
});
