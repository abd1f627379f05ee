import type { Draft } from '../domain/ledger/draft.ts';
import { complete, isToBeContinued } from '../domain/promotion/outcome.ts';
import { giveStage, outgrownIn, supersedeOutgrown } from '../domain/promotion/request.ts';
import type { PipelineState, Promotion } from '../domain/promotion/state.ts';
import { promotionId } from '../domain/release.ts';
import type { Beside } from '../ports/ledger.ts';
import { decide } from './decide.ts';
import { currentDefinition, promotionIn } from './definitions.ts';
import { followUp } from './follow-up.ts';
import type { Using } from './ports.ts';

type Needs = Using<'ledger' | 'workflow' | 'waits' | 'clock'>;

/**
 * Ends the promotion as promoted; the stage goes to whoever waits, and the stages after it begin. What was ended already,
 * by the look that found its last wave healthy (check-health.ts), is only followed up.
 */
export async function completePromotion(
  ports: Needs,
  input: { pipeline: string; promotion: string },
): Promise<void> {
  const state = await ports.ledger.read(input.pipeline, { promotions: [input.promotion] });
  const promotion = promotionIn(state, input.promotion);
  const beside = await besideEnd(ports, state, promotion);
  const end = (open: Draft): Promise<void> => endAsPromoted(ports, open, input.promotion);
  const { draft } = await decide(ports, input.pipeline, beside, end, state);
  await followEnd(ports, draft, promotion);
}

/** What `endAsPromoted` needs beside the open state. */
export async function besideEnd(
  ports: Using<'ledger'>,
  state: PipelineState,
  { id, release }: Promotion,
): Promise<Beside> {
  const stages = (await currentDefinition(ports, state))?.pipeline.stages ?? [];
  return {
    releases: [release],
    promotions: [id, ...stages.map(({ name }) => promotionId(release, name, 1))],
  };
}

export async function endAsPromoted(ports: Using<'ledger'>, open: Draft, id: string): Promise<void> {
  const definition = await currentDefinition(ports, open.state);
  complete(open, promotionIn(open.state, id), definition);
}

/** What the end calls for, and what one decision could not take in: stages to ask, and to supersede what is outgrown. */
export async function followEnd(
  ports: Needs,
  draft: Draft,
  { id, stage }: Pick<Promotion, 'id' | 'stage'>,
): Promise<void> {
  await followUp(ports, draft);
  let { state } = draft;
  for (;;) {
    const definition = await currentDefinition(ports, state);
    const isLeft = definition && isToBeContinued(state, promotionIn(state, id), definition.pipeline);
    if (!isLeft && outgrownIn(state, stage, definition?.pipeline).length === 0) return;
    const beside = await besideEnd(ports, state, promotionIn(state, id));
    const next = await decide(ports, state.pipeline, beside, async (open) => {
      await endAsPromoted(ports, open, id);
      supersedeOutgrown(open, stage, definition?.pipeline);
      giveStage(open, stage, definition?.pipeline);
    });
    await followUp(ports, next.draft);
    state = next.state;
  }
}
