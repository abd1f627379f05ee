import fc from 'fast-check';
import { expect, it } from 'vitest';
import { recordPush } from '../../../src/app/record-push.ts';
import { refreshConfiguration } from '../../../src/app/refresh-configuration.ts';
import { sweep } from '../../../src/app/sweep/sweep.ts';
import { isOpen } from '../../../src/domain/promotion/state.ts';
import { aDigest } from '../../builders/pipeline.ts';
import { report } from '../../fakes/fleet.ts';
import { aWorld, MINUTE, overlayOf, pushed, sweepLater, type World } from '../../unit/app/sweep/world.ts';

const CLUSTERS = ['dev-eu-1', 'staging-eu-1'];
const VERSIONS = Array.from({ length: 15 }, (_, index) => index + 1);
const PIPELINES = ['cart', 'catalog', 'checkout', 'mail', 'payment', 'search', 'shipping', 'shop'].map(
  (name, index) => ({
    name,
    image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/${name}`,
    mode: index % 2 === 0 ? 'latest' : 'queue',
  }),
);
type Service = (typeof PIPELINES)[number];

interface Push {
  readonly service: Service;
  readonly version: number;
}
const PUSHES: readonly Push[] = PIPELINES.flatMap((service) =>
  VERSIONS.map((version) => ({ service, version })),
);
const NEWEST = `1.${VERSIONS.length}.0`;

/** Five percent of the events are lost; the others come three times, in any order. */
const deliveries = fc
  .shuffledSubarray([...PUSHES], { minLength: PUSHES.length * 0.95, maxLength: PUSHES.length * 0.95 })
  .chain((told) => {
    const thrice = [...told, ...told, ...told];
    return fc.shuffledSubarray(thrice, { minLength: thrice.length });
  });

const tagOf = ({ version }: Push): string => `1.${version}.0`;
const digestOf = ({ version }: Push): string => version.toString(16);

async function play(events: readonly Push[]): Promise<World> {
  const world = await aWorld(
    ...PIPELINES.map(({ name, image, mode }) => {
      const more = `whenSuperseded: ${mode}\n      health: { timeout: 60m }`;
      return { name, image, dev: more, staging: more };
    }),
  );
  for (const push of PUSHES)
    await pushed(world, tagOf(push), digestOf(push), { lost: true, image: push.service.image });
  for (const [index, push] of events.entries()) {
    const { image } = push.service;
    await recordPush(world.ports, { image, tag: tagOf(push), digest: aDigest(digestOf(push)) });
    // Now and then time passes, and promotions get on.
    if (index % 20 === 0) await goOn(world);
  }
  await sweepLater(world);
  for (let round = 0; PIPELINES.some(({ name }) => isBusy(world, name)); round += 1) {
    if (round > 60) throw new Error('Something still waits.');
    await goOn(world);
  }
  return world;
}

/** Executions go on, every agent reports what it runs, and the branch's own moves are told. */
async function goOn(world: World): Promise<void> {
  await world.executions.settle();
  for (const { name } of PIPELINES) for (const cluster of CLUSTERS) await report(world, cluster, { name });
  await refreshConfiguration(world.ports);
}

const isBusy = ({ ledger }: World, pipeline: string): boolean =>
  Object.values(ledger.state(pipeline).promotions).some(isOpen);

function expectWhereItBelongs({ ledger, repository }: World, pipeline: string): void {
  const { stages, promotions } = ledger.state(pipeline);
  const entries = ledger.entries(pipeline);
  for (const stage of ['dev', 'staging']) expect(stages[stage]?.current?.tag).toBe(NEWEST);
  for (const cluster of CLUSTERS)
    expect(repository.files()[overlayOf(pipeline, cluster)]).toContain(`newTag: ${NEWEST}`);
  const created = entries.filter(({ type }) => type === 'release-created');
  expect(created).toHaveLength(VERSIONS.length);
  // Each release asks for dev, each promotion has exactly one end (I3), and no release comes to a stage twice.
  for (const { id } of Object.values(promotions)) {
    const ends = entries.filter(
      (entry) => 'promotion' in entry && entry.promotion === id && ENDS.includes(entry.type),
    );
    expect(ends.map(({ type }) => type)).toHaveLength(1);
  }
  // Every release has an outcome in dev, and those that passed dev, and no others, have one in staging.
  const releasesIn = (stage: string, statuses?: readonly string[]): string[] =>
    Object.values(promotions)
      .filter((one) => one.stage === stage && (statuses?.includes(one.status) ?? true))
      .map(({ release }) => release)
      .sort();
  const all = created.flatMap((entry) => ('release' in entry ? [entry.release] : [])).sort();
  expect(releasesIn('dev')).toEqual(all);
  expect(releasesIn('dev', ['promoted', 'superseded'])).toEqual(all);
  expect(releasesIn('staging')).toEqual(releasesIn('dev', ['promoted']));
  // What was promoted was written once, and nothing else was.
  const written = entries.flatMap((entry) => (entry.type === 'wave-committed' ? [entry.promotion] : []));
  const promoted = Object.values(promotions).filter(({ status }) => status === 'promoted');
  expect(written.sort()).toEqual(promoted.map(({ id }) => id).sort());
  const places = Object.values(promotions).map(({ release, stage }) => `${release} ${stage}`);
  expect(places).toHaveLength(new Set(places).size);
}

const ENDS: readonly string[] = [
  'promotion-succeeded',
  'promotion-superseded',
  'promotion-rejected',
  'promotion-failed',
];

it('after one sweep every release is where it belongs, once', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, async (events) => {
      const world = await play(events);
      for (const { name } of PIPELINES) expectWhereItBelongs(world, name);
      world.clock.advance(5 * MINUTE);
      expect((await sweep(world.ports)).repaired).toEqual([]);
    }),
    { numRuns: 5 },
  );
}, 60_000);
