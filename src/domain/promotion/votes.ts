import { isLeftOf } from '../diff/wave-diff.ts';
import type { Draft } from '../ledger/draft.ts';
import { identity } from './identity.ts';
import type { Promotion, Vote } from './state.ts';

/** Wave (from 0) to the digest of what it would change now; only the waves that were looked at. */
export type WaveDigests = ReadonlyMap<number, string>;

export const hasApprovals = ({ votes }: Pick<Promotion, 'votes'>): boolean =>
  votes.some(({ verdict }) => verdict === 'approve');

/** An approval of something else than what would be written now. `from` is absent if the vote names no such wave. */
interface Stale {
  readonly person: string;
  readonly wave: number;
  readonly from?: string;
  readonly to: string;
}

function staleness({ verdict, person, diff }: Vote, now: WaveDigests): Stale[] {
  if (verdict !== 'approve') return [];
  for (const [wave, to] of now) {
    const from = diff?.waves[wave - diff.wave];
    if (from === undefined || !isLeftOf(to, from))
      return [{ person, wave, to, ...(from !== undefined && { from }) }];
  }
  return [];
}

/** The votes without the approvals that were cast on another diff. Rejections stand whatever the diff. */
export const standingVotes = (votes: readonly Vote[], now: WaveDigests): Vote[] =>
  votes.filter((vote) => staleness(vote, now).length === 0);

/** Lets approvals fall that were cast on another diff. Says whether any did. */
export function dropStaleVotes(draft: Draft, promotion: Promotion, now: WaveDigests): boolean {
  const groups = new Map<string, [Stale, ...Stale[]]>();
  for (const stale of promotion.votes.flatMap((vote) => staleness(vote, now))) {
    const key = `${stale.wave} ${stale.from}`;
    const known = groups.get(key);
    groups.set(key, known === undefined ? [stale] : [...known, stale]);
  }
  for (const [first, ...others] of groups.values()) {
    const { person, ...diff } = first;
    const people = [person, ...others.map((other) => other.person)];
    draft.record({ type: 'votes-dropped', ...identity(promotion), people, ...diff });
  }
  return groups.size > 0;
}
