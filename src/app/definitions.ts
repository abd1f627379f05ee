import type { Pipeline, Stage } from '../domain/pipeline/types.ts';
import type { CurrentDefinition } from '../domain/promotion/request.ts';
import { asSeenBy } from '../domain/promotion/rollback.ts';
import type { PipelineState, Promotion } from '../domain/promotion/state.ts';
import { NotFoundError } from './errors.ts';
import type { Using } from './ports.ts';

/** The definition that new promotions begin with; undefined when the pipeline has none (any more). */
export async function currentDefinition(
  ports: Using<'ledger'>,
  state: PipelineState,
): Promise<CurrentDefinition | undefined> {
  const version = state.definition?.version;
  return version === undefined
    ? undefined
    : { version, pipeline: await definition(ports, state.pipeline, version) };
}

/** The definition and the stage in which something new is to begin, by the name that a person gave. */
export async function stageNamed(
  ports: Using<'ledger'>,
  state: PipelineState,
  name: string,
): Promise<{ definition: CurrentDefinition; stage: Stage }> {
  const definition = await currentDefinition(ports, state);
  const stage = definition?.pipeline.stages.find((candidate) => candidate.name === name);
  if (definition === undefined || stage === undefined)
    throw unknownStage(state.pipeline, name, definition?.pipeline);
  return { definition, stage };
}

export function unknownStage(pipeline: string, stage: string, known: Pipeline | undefined): NotFoundError {
  if (known === undefined) return new NotFoundError(`There is no pipeline ${pipeline}. See: towpath status`);
  const names = known.stages.map(({ name }) => name).join(', ');
  return new NotFoundError(`${pipeline} has no stage ${stage}. It has: ${names}.`);
}

/** The stage as it was defined when the promotion began, and as far as it concerns the promotion. */
export async function stageOf(ports: Using<'ledger'>, promotion: Promotion): Promise<Stage> {
  const pipeline = await definitionOf(ports, promotion);
  const stage = pipeline.stages.find(({ name }) => name === promotion.stage);
  if (stage === undefined)
    throw new NotFoundError(
      `${promotion.pipeline} (version ${promotion.definition}) has no stage ${promotion.stage}.`,
    );
  return asSeenBy(promotion, stage);
}

/** The definition that the promotion began with and keeps. */
export const definitionOf = (ports: Using<'ledger'>, promotion: Promotion): Promise<Pipeline> =>
  definition(ports, promotion.pipeline, promotion.definition);

/** The promotion from what was read; asked for by id in `beside` when it may have ended. */
export function promotionIn(state: PipelineState, id: string): Promotion {
  const promotion = state.promotions[id];
  if (promotion === undefined) throw new NotFoundError(`There is no promotion ${id}. See: towpath status`);
  return promotion;
}

async function definition(ports: Using<'ledger'>, pipeline: string, version: string): Promise<Pipeline> {
  const found = await ports.ledger.definition(pipeline, version);
  if (found === undefined)
    throw new NotFoundError(`The definition ${version} of ${pipeline} is not in the table.`);
  return found;
}
