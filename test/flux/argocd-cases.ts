import type { ArgoCd } from './argocd.ts';
import { everyShape } from './argocd-shapes.ts';
import { about, type Case, givenUp, promoted, push, require, rolledBack, seconds, until } from './cases.ts';
import { PORTAL } from './fleet.ts';
import type { World } from './world.ts';

const [DEV, PROD] = [`${PORTAL.name}-dev`, `${PORTAL.name}-prod`];
/** The printed service retries six times. */
const ATTEMPTS = 7;
const PERIOD_S = 600;
/** So often the engine looks at an Application before it is believed to say nothing. */
const QUIET_LOOKS = 4;

/** One after another: each goes on where the last one ended. @param others ends when nobody else commits */
export const argoLane = (world: World, argo: ArgoCd, others: Promise<unknown>): Case[] => [
  everyShape(world),
  byWebhook(world),
  lostDelivery(world),
  periodicResend(world, argo, others),
  byQueue(world, argo),
  failingSync(world),
];

const byWebhook = (world: World): Case => ({
  name: 'Argo CD: a push goes to prod by webhook',
  async run() {
    await push(world, PORTAL.name, '1.1.0');
    for (const stage of PORTAL.stages) await promoted(world, PORTAL.name, stage, '1.1.0');
    return `${about(world, DEV).length + about(world, PROD).length} reports`;
  },
});

const lostDelivery = (world: World): Case => ({
  name: 'Argo CD: a delivery that is lost after every retry',
  async run() {
    const found = world.proxy.lose(DEV);
    try {
      await push(world, PORTAL.name, '1.2.0');
      const lost = await givenUp(world, DEV, { attempts: ATTEMPTS, is: isDeployed });
      found();
      await promoted(world, PORTAL.name, 'dev', '1.2.0');
      return `${lost.length} attempts over ${seconds(lost)} s were answered 500; the next look sent it again`;
    } finally {
      found();
    }
  },
});

const periodicResend = (world: World, argo: ArgoCd, others: Promise<unknown>): Case => ({
  name: 'Argo CD: what lasts is said again every ten minutes, and not more often',
  async run() {
    await promoted(world, PORTAL.name, 'prod', '1.2.0');
    // Every commit is news to every Application.
    await others;
    const said: number[] = [];
    // From a second after a boundary on, so that none is crossed by itself.
    const sinceBoundary = (Date.now() / 1000) % PERIOD_S;
    for (const ahead of [PERIOD_S - sinceBoundary + 1, 2 * PERIOD_S - sinceBoundary + 1]) {
      const before = about(world, DEV).length;
      await argo.setClockAhead(Math.round(ahead));
      await until('the engine says again what lasts', async () => about(world, DEV).length > before);
      const looked = await argo.looks(DEV);
      await until('the engine has looked again', async () => (await argo.looks(DEV)) >= looked + QUIET_LOOKS);
      said.push(about(world, DEV).length - before);
    }
    await argo.setClockAhead(0);
    require(said.every((count) => count === 1), `It was said ${said.join(' and ')} times.`);
    return `said once in each of two periods, over ${2 * QUIET_LOOKS} looks`;
  },
});

const byQueue = (world: World, argo: ArgoCd): Case => ({
  name: 'Argo CD: a push goes on by the queue',
  async run() {
    await argo.reportByQueue();
    const before = about(world, DEV).length;
    await push(world, PORTAL.name, '1.3.0');
    await promoted(world, PORTAL.name, 'dev', '1.3.0');
    const posted = about(world, DEV).length - before;
    require(posted === 0, `${posted} reports came by webhook.`);
    return 'the role of the sender was known by settings; no webhook was called';
  },
});

const failingSync = (world: World): Case => ({
  name: 'Argo CD: a sync that fails',
  async run() {
    await push(world, PORTAL.name, '3.0.0');
    return rolledBack(world, [PORTAL.name, 'dev', '3.0.0'], '1.3.0');
  },
});

const isDeployed = (body: string): boolean =>
  body.includes('"phase":"Succeeded"') && body.includes('"status":"Healthy"');
