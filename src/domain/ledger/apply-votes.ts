import type { Promotion, StageState, Vote } from '../promotion/state.ts';
import type { EntryOf } from './entry.ts';

export function voted(promotion: Promotion, entry: EntryOf<'vote-cast'>): Promotion {
  const { verdict, reason, via, at, identity, rules, request, diff } = entry;
  const person = entry.by.kind === 'person' ? entry.by.name : 'towpath';
  const vote: Vote = {
    ...{ person, verdict, reason, via, at },
    ...(identity !== undefined && { identity }),
    ...(rules !== undefined && { rules }),
    ...(request !== undefined && { request }),
    ...(diff !== undefined && { diff }),
  };
  return { ...promotion, votes: [...promotion.votes, vote] };
}

/** Approvals fall; a rejection is of the release, whatever it would change. */
export function withoutVotes(promotion: Promotion, entry: EntryOf<'votes-dropped'>): Promotion {
  const { people, wave, at, reason } = entry;
  return {
    ...promotion,
    votes: promotion.votes.filter(({ person, verdict }) => verdict === 'reject' || !people.includes(person)),
    dropped: {
      ...{ people, wave, at },
      requests: [...(promotion.dropped?.requests ?? []), ...requestsOf(promotion, people)],
      ...(reason !== undefined && { reason }),
    },
  };
}

/** What their votes came with: a request that comes again after its vote fell must not count as a new one. */
const requestsOf = ({ votes }: Promotion, people: readonly string[]): string[] =>
  votes.flatMap(({ person, request }) => (people.includes(person) ? (request ?? []) : []));

const MOST_REFUSALS = 20;

export const refused = (stage: StageState, entry: EntryOf<'vote-refused'>): StageState => ({
  ...stage,
  refusals: [...(stage.refusals ?? []), refusalKey(entry)].slice(-MOST_REFUSALS),
});

/** What makes two refusals the same: the second of them tells nobody anything. */
export const refusalKey = ({
  promotion = '',
  verdict,
  identity,
  reason,
}: Pick<EntryOf<'vote-refused'>, 'promotion' | 'verdict' | 'identity' | 'reason'>): string =>
  [promotion, verdict, identity, reason].join(' ');
