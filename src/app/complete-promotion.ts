import type { Draft } from '../domain/ledger/draft.ts';
import { complete } from '../domain/promotion/outcome.ts';
import {
  type CurrentDefinition,
  giveStage,
  outgrownIn,
  supersedeOutgrown,
} from '../domain/promotion/request.ts';
import type { PipelineState, Promotion } from '../domain/promotion/state.ts';
import { promotionId } from '../domain/release.ts';
import { decide } from './decide.ts';
import { currentDefinition, promotionIn } from './definitions.ts';
import { followUp } from './follow-up.ts';
import type { Using } from './ports.ts';

/** Ends the promotion as promoted; the stage goes to whoever waits, and the stages after it begin. */
export async function completePromotion(
  ports: Using<'ledger' | 'workflow' | 'waits' | 'clock'>,
  input: { pipeline: string; promotion: string },
): Promise<void> {
  const state = await ports.ledger.read(input.pipeline, { promotions: [input.promotion] });
  const promotion = promotionIn(state, input.promotion);
  const known = await currentDefinition(ports, state);
  const end = async (open: Draft): Promise<void> => {
    const definition = await currentDefinition(ports, open.state);
    complete(open, promotionIn(open.state, input.promotion), definition);
  };
  const { draft } = await decide(ports, input.pipeline, beside(promotion, known), end, state);
  await followUp(ports, draft);
  await supersedeRest(ports, input.pipeline, promotion.stage, draft.state);
}

/** What the stage has outgrown and one decision could not take in: in as many as it needs. */
async function supersedeRest(
  ports: Using<'ledger' | 'workflow' | 'waits' | 'clock'>,
  pipeline: string,
  stage: string,
  known: PipelineState,
): Promise<void> {
  let state = known;
  for (;;) {
    const definition = await currentDefinition(ports, state);
    if (outgrownIn(state, stage, definition?.pipeline).length === 0) return;
    const { draft } = await decide(ports, pipeline, {}, (open) => {
      supersedeOutgrown(open, stage, definition?.pipeline);
      giveStage(open, stage, definition?.pipeline);
    });
    await followUp(ports, draft);
    state = draft.state;
  }
}

const beside = ({ id, release }: Promotion, definition: CurrentDefinition | undefined) => ({
  releases: [release],
  promotions: [id, ...(definition?.pipeline.stages ?? []).map(({ name }) => promotionId(release, name, 1))],
});
