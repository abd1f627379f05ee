import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { liftHold } from '../../src/app/hold-stage.ts';
import { promote } from '../../src/app/promote.ts';
import type { Stage } from '../../src/domain/pipeline/types.ts';
import { isOpen } from '../../src/domain/promotion/state.ts';
import { aPipeline, aStage, aTarget } from '../builders/pipeline.ts';
import { Executions } from '../fakes/executions.ts';
import { aFleet, anOverlay, overlayPath, promotionsOf, push, report } from '../fakes/fleet.ts';
import type { Fakes } from '../fakes/index.ts';

const MINUTE = 60_000;
const WAVES = Array.from({ length: 4 }, (_, wave) =>
  Array.from({ length: 50 }, (_, index) => `prod-${wave + 1}-${index}`),
);
const [FIRST, SECOND, THIRD, FOURTH] = WAVES as [string[], string[], string[], string[]];
const SICK = SECOND.slice(10, 13);

let fleet: Fakes;
let executions: Executions;

/** 200 clusters in four waves, all of which run 1.0.0. */
async function aLargeFleet(onFailure: Stage['onFailure']): Promise<void> {
  const waves = WAVES.map((wave) => wave.map(aTarget));
  fleet = await aFleet(aPipeline({ stages: [aStage('prod', { waves, onFailure })] }));
  executions = new Executions(fleet);
  await push(fleet, '1.0.0', 'a');
  await executions.settle();
  await reportUntilQuiet();
}

/** Each agent reports, again and again, until no promotion waits for anything. */
async function reportUntilQuiet(sick: readonly string[] = []): Promise<void> {
  for (let round = 0; isBusy(); round += 1) {
    if (round > 20) throw new Error('Something still waits.');
    for (const cluster of WAVES.flat()) {
      const runsNew = tagIn(cluster) === '1.1.0' && sick.includes(cluster);
      await report(fleet, cluster, runsNew ? { failing: 'Deployment/checkout crash loops' } : {});
    }
    await executions.advance(MINUTE);
  }
}

const isBusy = (): boolean => promotionsOf(fleet, 'prod').some(isOpen);

const tagIn = (cluster: string): string | undefined =>
  /newTag: (\S+)/.exec(fleet.repository.files()[overlayPath(cluster)] ?? '')?.[1];

const tagsIn = (wave: readonly string[]): (string | undefined)[] => [...new Set(wave.map(tagIn))];

/** The clusters whose overlays the newest commits changed, up to but without `before`. */
async function clustersChangedSince(before: string): Promise<string[]> {
  const paths = await fleet.repository.changedPaths(before, await fleet.repository.tip());
  return paths.map((path) => path.split('/')[3] ?? '').sort();
}

async function failSecondWave(): Promise<string> {
  const release = await push(fleet, '1.1.0', 'b');
  await executions.settle();
  await reportUntilQuiet(SICK);
  return release;
}

describe('three of 200 clusters fail in the second of four waves', () => {
  describe('with onFailure: rollback', () => {
    let commitsBefore: number;

    beforeAll(async () => {
      await aLargeFleet('rollback');
      commitsBefore = fleet.repository.log().length;
      await failSecondWave();
    });

    it('begins no third wave, and puts back exactly the clusters that had moved', async () => {
      expect(tagsIn(WAVES.flat())).toEqual(['1.0.0']);
      const [rollback, second, first] = fleet.repository.log();
      expect(fleet.repository.log()).toHaveLength(commitsBefore + 3);
      expect(await changedBy(first?.id)).toEqual(FIRST.toSorted());
      expect(await changedBy(second?.id)).toEqual(SECOND.toSorted());
      expect(await changedBy(rollback?.id)).toEqual([...FIRST, ...SECOND].sort());
    });

    it('says which clusters failed, and holds the stage', () => {
      const [, failed, rollback] = promotionsOf(fleet, 'prod');
      expect(failed).toMatchObject({ status: 'failed', wave: 1 });
      for (const cluster of SICK) expect(failed?.reason).toContain(cluster);
      expect(rollback?.status).toBe('promoted');
      expect(fleet.ledger.state('checkout').stages.prod?.hold).toBeDefined();
    });
  });

  describe('with onFailure: hold', () => {
    let release: string;

    beforeEach(async () => {
      await aLargeFleet('hold');
      release = await failSecondWave();
    });

    const retry = async () => {
      const by = { person: 'alice', reason: 'repaired' };
      await liftHold(fleet.ports, { ...by, pipeline: 'checkout', stage: 'prod' });
      await promote(fleet.ports, { release, stage: 'prod', person: 'alice' });
      await executions.settle();
    };

    it('leaves everything as it is', () => {
      expect([FIRST, SECOND, THIRD, FOURTH].map(tagsIn)).toEqual([
        ['1.1.0'],
        ['1.1.0'],
        ['1.0.0'],
        ['1.0.0'],
      ]);
    });

    it('writes nothing again in a retry after the clusters were repaired, and goes on', async () => {
      const before = await fleet.repository.tip();
      await retry();
      await reportUntilQuiet();
      expect(tagsIn(WAVES.flat())).toEqual(['1.1.0']);
      expect(await clustersChangedSince(before)).toEqual([...THIRD, ...FOURTH].sort());
    });

    it('touches three overlays in a retry after these were put back by hand', async () => {
      const putBack = SICK.map((cluster) => [overlayPath(cluster), anOverlay()]);
      const before = fleet.repository.pushByHand(Object.fromEntries(putBack));
      await retry();
      for (const cluster of FIRST) await report(fleet, cluster);
      await executions.settle();
      expect(await clustersChangedSince(before)).toEqual(SICK.toSorted());
      await reportUntilQuiet();
      expect(tagsIn(WAVES.flat())).toEqual(['1.1.0']);
    });
  });
});

async function changedBy(commit = ''): Promise<string[]> {
  const { parents } = await fleet.repository.commitInfo(commit);
  const paths = await fleet.repository.changedPaths(parents[0] ?? '', commit);
  return paths.map((path) => path.split('/')[3] ?? '').sort();
}
