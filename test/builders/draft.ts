import { Draft } from '../../src/domain/ledger/draft.ts';
import { identity } from '../../src/domain/promotion/identity.ts';
import { type CurrentDefinition, requestEligible } from '../../src/domain/promotion/request.ts';
import { emptyState, type Promotion } from '../../src/domain/promotion/state.ts';
import { releaseId } from '../../src/domain/release.ts';
import { aDigest, IMAGE } from './pipeline.ts';

export const NOON = Date.parse('2026-11-20T12:00:00Z');

export const aDraft = (): Draft => new Draft(emptyState('checkout'), NOON);

/** Records a release under a tag, with a digest made of `digit`, and asks for the stages that may take it. */
export function push(draft: Draft, definition: CurrentDefinition, tag: string, digit: string): string {
  const artifact = { name: 'checkout', image: IMAGE, tag, digest: aDigest(digit) };
  const release = releaseId('checkout', [artifact]);
  draft.record({ type: 'release-created', release, artifacts: [artifact] });
  const created = draft.state.releases[release];
  if (created) requestEligible(draft, definition, created);
  return release;
}

/** The promotion that has the stage. */
export function activeIn(draft: Draft, stage: string): Promotion {
  const promotion = draft.state.promotions[draft.state.stages[stage]?.active ?? ''];
  if (promotion === undefined) throw new Error(`No promotion has ${stage}.`);
  return promotion;
}

export const find = (draft: Draft, release: string, stage: string): Promotion | undefined =>
  Object.values(draft.state.promotions).find((p) => p.release === release && p.stage === stage);

/** Lets the promotion that has the stage begin to write. */
export function beginToWrite(draft: Draft, stage: string): Promotion {
  const promotion = activeIn(draft, stage);
  draft.record({ type: 'gates-passed', ...identity(promotion), wave: promotion.wave, gates: [] });
  return activeIn(draft, stage);
}
