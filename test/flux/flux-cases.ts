import {
  about,
  type Case,
  givenUp,
  imageOf,
  promoted,
  promotion,
  push,
  require,
  rolledBack,
  seconds,
  until,
} from './cases.ts';
import { chartLane } from './chart-cases.ts';
import { BOOKS, SEARCH, SHOP } from './fleet.ts';
import { gitRepository, kustomization } from './kube.ts';
import { sendSnapshot } from './snapshot.ts';
import type { World } from './world.ts';

/** notification-controller tries so often, within its Provider's timeout, before an event is lost. */
const ATTEMPTS = 5;
const SEARCH_DEV = `${SEARCH.name}-dev`;

interface Source {
  readonly status: { readonly artifact: { readonly revision: string } };
}

interface Applied {
  readonly status: { readonly lastAppliedRevision?: string };
}

/** One after another, so that nothing else is committed while a report is lost. */
export const fluxLane = (world: World): Case[] => [
  happyWay(world),
  neverReady(world),
  refusedByTheApiServer(world),
  ...chartLane(world),
  lostDelivery(world),
  bySnapshots(world),
];

const happyWay = (world: World): Case => ({
  name: 'Flux: a push goes to prod, with an approval',
  async run() {
    await push(world, SHOP.name, '1.1.0');
    await promotion(
      world,
      [SHOP.name, 'prod', '1.1.0'],
      ['asks for votes', (found) => found.promotion.takesVotes],
    );
    await world.as('bob').vote(SHOP.name, 'prod', { verdict: 'approve', reason: 'looks good' });
    for (const stage of SHOP.stages) await promoted(world, SHOP.name, stage, '1.1.0');
    const images = await Promise.all(SHOP.stages.map((stage) => imageOf(world, SHOP.name, stage)));
    require(images.every((image) =>
      image.includes(':1.1.0@sha256:'),
    ), `The cluster runs ${images.join(', ')}.`);
    return `the cluster runs ${images.length} Deployments of 1.1.0`;
  },
});

const neverReady = (world: World): Case => ({
  name: 'Flux: pods that never start',
  async run() {
    await push(world, SHOP.name, '3.0.0');
    return rolledBack(world, [SHOP.name, 'dev', '3.0.0'], '1.1.0');
  },
});

const refusedByTheApiServer = (world: World): Case => ({
  name: 'Flux: a manifest that the API server refuses',
  async run() {
    await push(world, BOOKS.name, '1.1.0');
    await promoted(world, BOOKS.name, 'dev', '1.1.0');
    await push(world, BOOKS.name, '2.0.0');
    const said = await rolledBack(world, [BOOKS.name, 'dev', '2.0.0'], '1.1.0');
    require(said.includes('the second edition is not licensed'), `The policy's message is missing: ${said}`);
    return said;
  },
});

const lostDelivery = (world: World): Case => ({
  name: 'Flux: a delivery that is lost after every retry',
  async run() {
    // The interval that is printed is ten minutes; it would be waited for.
    await world.kube.patch(kustomization(SEARCH_DEV), { spec: { interval: '1m' } });
    const found = world.proxy.lose(SEARCH_DEV);
    try {
      await push(world, SEARCH.name, '1.1.0');
      const revision = await appliedAndSuspended(world, '1.1.0');
      const is = (body: string) => isSuccess(body) && body.includes(revision);
      const lost = await givenUp(world, SEARCH_DEV, { attempts: ATTEMPTS, is });
      const asked = await world.ask.promotion(SEARCH.name, 'dev', '1.1.0');
      require(asked?.endedAt === undefined, 'The promotion ended although no report came through.');
      found();
      await promoted(world, SEARCH.name, 'dev', '1.1.0');
      const healing = about(world, SEARCH_DEV).find(({ status, body }) => status === 202 && is(body));
      require(healing !== undefined && healing.body !== lost[0]?.body, 'What healed it was no new report.');
      return `${lost.length} attempts over ${seconds(lost)} s were answered 500; the next interval's report ended it`;
    } finally {
      found();
      await world.kube.patch(gitRepository('fleet'), { spec: { suspend: false } });
    }
  },
});

/** The revision at which the source stays from now on, so that no commit of another walk brings a report. */
async function appliedAndSuspended(world: World, tag: string): Promise<string> {
  await until(`${SEARCH_DEV} runs ${tag}`, async () =>
    (await imageOf(world, SEARCH.name, 'dev')).includes(`:${tag}@`),
  );
  await world.kube.patch(gitRepository('fleet'), { spec: { suspend: true } });
  return until('what the source has is applied', async () => {
    const source = await world.kube.get<Source>(gitRepository('fleet'));
    const { status } = await world.kube.get<Applied>(kustomization(SEARCH_DEV));
    return status.lastAppliedRevision === source.status.artifact.revision && status.lastAppliedRevision;
  });
}

const bySnapshots = (world: World): Case => ({
  name: 'Flux: no delivery at all, but snapshots by the printed CronJob',
  async run() {
    const found = world.proxy.lose(SEARCH_DEV);
    try {
      await push(world, SEARCH.name, '1.2.0');
      const said = new Set<string>();
      await until('search 1.2.0 is promoted by snapshots', async () => {
        said.add(await sendSnapshot(world));
        const asked = await world.ask.promotion(SEARCH.name, 'dev', '1.2.0');
        return asked?.promotion.status === 'promoted';
      });
      return `the endpoint said ${[...said].join(', ')}`;
    } finally {
      found();
    }
  },
});

/** The endpoint took everything that Flux sent but for what was lost on the way. */
export function allWereTaken({ proxy }: World): string {
  const refused = proxy.deliveries.filter(({ status }) => status !== 202 && status !== 500);
  require(refused.length ===
    0, `${refused.length} reports were refused: ${refused.map(({ status, body }) => `${status} ${body}`).join('\n')}`);
  const taken = proxy.deliveries.filter(({ status }) => status === 202);
  return `${taken.length} reports were answered 202, none 4xx`;
}

const isSuccess = (body: string): boolean => body.includes('"reason":"ReconciliationSucceeded"');
