import type { PipelineState } from '../domain/promotion/state.ts';
import { promotionId } from '../domain/release.ts';
import { RefusedError } from './errors.ts';

/** More attempts than anybody made; each is one key of a batch read. */
const MOST_ATTEMPTS = 20;

/** The ids that promotions of a release to a stage may have: read beside the state, they show which exist. */
export const attemptsOf = (release: string, stage: string): string[] =>
  Array.from({ length: MOST_ATTEMPTS }, (_, index) => promotionId(release, stage, index + 1));

/** The number of the next promotion of the release to the stage; needs `attemptsOf` beside. */
export function nextAttempt({ promotions }: PipelineState, release: string, stage: string): number {
  const free = attemptsOf(release, stage).findIndex((id) => promotions[id] === undefined);
  if (free >= 0) return free + 1;
  throw new RefusedError(
    `${release} was tried ${MOST_ATTEMPTS} times in ${stage}. Push a new image instead.`,
  );
}
