import { awaitChange } from '../../../src/app/await-change.ts';
import { checkGates } from '../../../src/app/check-gates.ts';
import { checkHealth } from '../../../src/app/check-health.ts';
import { commitChanges } from '../../../src/app/commit-changes.ts';
import { completePromotion } from '../../../src/app/complete-promotion.ts';
import { requestChange } from '../../../src/app/request-change.ts';
import type { Pipeline } from '../../../src/domain/pipeline/types.ts';
import type { Promotion } from '../../../src/domain/promotion/state.ts';
import { active, aFleet, push, report } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';

/** The steps of the promotion that has a stage, one by one, without a state machine. */
export const of = (
  fakes: Fakes,
  stage: string,
  pipeline = 'checkout',
): { pipeline: string; promotion: string } => ({ pipeline, promotion: active(fakes, stage, pipeline).id });

export async function passGates(fakes: Fakes, stage: string, pipeline = 'checkout'): Promise<Promotion> {
  await checkGates(fakes.ports, of(fakes, stage, pipeline));
  return active(fakes, stage, pipeline);
}

/** Passes the gates and asks for the commit; the token, `<pipeline>/<stage>`, is answered once it is made. */
export async function ask(fakes: Fakes, stage: string, pipeline = 'checkout'): Promise<void> {
  await passGates(fakes, stage, pipeline);
  await requestChange(fakes.ports, { ...of(fakes, stage, pipeline), token: `${pipeline}/${stage}` });
}

/** Services whose dev stage waits for its commit of 1.0.0. */
export async function waiting(...services: Pipeline[]): Promise<Fakes> {
  const fleet = await aFleet(...services);
  await push(fleet, '1.0.0', 'a');
  for (const { name } of services) await ask(fleet, 'dev', name);
  return fleet;
}

export async function commit(fakes: Fakes, stage: string, pipeline = 'checkout'): Promise<Promotion> {
  await ask(fakes, stage, pipeline);
  await commitChanges(fakes.ports);
  return active(fakes, stage, pipeline);
}

/** Commits, and waits for what the agents say; the token is `health of <stage>`. */
export async function commitAndWait(fakes: Fakes, stage: string, pipeline = 'checkout'): Promise<Promotion> {
  await commit(fakes, stage, pipeline);
  await awaitChange(fakes.ports, {
    ...of(fakes, stage, pipeline),
    for: 'health',
    token: `health of ${stage}`,
    until: '',
  });
  return active(fakes, stage, pipeline);
}

/** One wave: gates, commit, health; after the last one the promotion has ended. */
export async function passWave(fakes: Fakes, stage: string, clusters: readonly string[]): Promise<void> {
  const promotion = of(fakes, stage);
  await commitAndWait(fakes, stage);
  for (const cluster of clusters) await report(fakes, cluster);
  await checkHealth(fakes.ports, promotion);
}

/** Takes the promotion that has a stage of one wave to its end, soaked or not. */
export async function promote(fakes: Fakes, stage: string): Promise<void> {
  const promotion = of(fakes, stage);
  await passWave(fakes, stage, [`${stage}-eu-1`]);
  await completePromotion(fakes.ports, promotion);
}
