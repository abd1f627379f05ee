import type { PromotionView } from '../../console/api/views.ts';
import { waitFor } from '../ministack/wait-for.ts';
import { deployment } from './kube.ts';
import { type Delivery, isAbout } from './proxy.ts';
import type { World } from './world.ts';

/** A walk through the installation. What it returns is printed; what it finds wrong it throws. */
export interface Case {
  readonly name: string;
  run(): Promise<string>;
}

/** Longer than anything takes on two busy cores. */
const STEP_WITHIN_MS = 300_000;

export class CaseError extends Error {
  override readonly name = 'CaseError';
}

export function require(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new CaseError(otherwise);
}

export const push = (world: World, repository: string, tag: string) =>
  world.towpath.cloud.ecr.putImage({ repository, tag });

export const until = <Found>(what: string, look: () => Promise<Found | undefined | false>) =>
  waitFor(what, look, STEP_WITHIN_MS);

export function promotion(
  { ask }: World,
  [pipeline, stage, tag]: readonly [string, string, string],
  [what, is]: readonly [string, (found: PromotionView) => boolean],
): Promise<PromotionView> {
  return until(`${pipeline} ${tag} ${what} in ${stage}`, async () => {
    const found = await ask.promotion(pipeline, stage, tag);
    return found !== undefined && is(found) && found;
  });
}

export const ended = (world: World, ...place: [pipeline: string, stage: string, tag: string]) =>
  promotion(world, place, ['has ended', ({ endedAt }) => endedAt !== undefined]);

export async function promoted(world: World, ...place: [pipeline: string, stage: string, tag: string]) {
  const found = await ended(world, ...place);
  const { status, sentence } = found.promotion;
  require(status === 'promoted', `${place.join(' ')} is ${status}: ${sentence}`);
  return found;
}

/** What a promotion failed of, in the agent's words, after which the stage is as before and held. */
export async function rolledBack(
  world: World,
  [pipeline, stage, tag]: readonly [string, string, string],
  before: string,
): Promise<string> {
  const { promotion: failed } = await ended(world, pipeline, stage, tag);
  require(failed.status ===
    'failed', `${pipeline} ${tag} is ${failed.status} in ${stage}: ${failed.sentence}`);
  const hold = await until(`${stage} of ${pipeline} is back at ${before} and held`, async () => {
    const { current, hold: held, underWay } = await world.ask.stage(pipeline, stage);
    return current?.tag === before && underWay === undefined && held;
  });
  const [said] = (await world.ask.ledger(pipeline, 'target-failing')).slice(-1);
  require(said !== undefined, `No target of ${pipeline} was said to fail.`);
  return `${said.sentence}; held: ${hold.reason}`;
}

/** Reports about one object of an agent. */
export const about = ({ proxy }: World, object: string): readonly Delivery[] =>
  proxy.deliveries.filter(({ body }) => isAbout(body, object));

/** Every attempt at one such report, once there were as many as its sender makes. */
export const givenUp = (
  world: World,
  object: string,
  { attempts, is }: { attempts: number; is: (body: string) => boolean },
): Promise<readonly Delivery[]> =>
  until(`a report about ${object} was given up`, async () => {
    const failed = about(world, object).filter(({ status, body }) => status === 500 && is(body));
    const of = (body: string) => failed.filter((attempt) => attempt.body === body);
    return failed.map(({ body }) => of(body)).find(({ length }) => length >= attempts);
  });

export const seconds = (attempts: readonly Delivery[]): number =>
  Math.round(((attempts.at(-1)?.at ?? 0) - (attempts[0]?.at ?? 0)) / 1000);

/** What the cluster runs of an application in a stage. */
export async function imageOf({ kube }: World, application: string, stage: string): Promise<string> {
  const found = await kube.get(deployment(`${application}-${stage}`, application));
  return /"image":"([^"]+)"/.exec(JSON.stringify(found))?.[1] ?? 'nothing';
}
