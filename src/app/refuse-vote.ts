import { TOWPATH } from '../domain/ledger/actor.ts';
import { refusalKey } from '../domain/ledger/apply-votes.ts';
import type { Draft } from '../domain/ledger/draft.ts';
import { identityText } from '../domain/people/identity.ts';
import { personOf } from '../domain/people/person-of.ts';
import type { Settings } from '../domain/pipeline/types.ts';
import type { Ballot } from './ballot.ts';
import { decide } from './decide.ts';
import type { Using } from './ports.ts';

/**
 * Records that a vote was refused at the door, for a reason that is not the gates'. Only for requests whose sender is
 * proven: what anybody can send must not grow the ledger (docs/decisions/0033).
 */
export async function refuseVote(
  ports: Using<'ledger' | 'configuration' | 'clock'>,
  ballot: Ballot,
  why: string,
): Promise<void> {
  const person = voterOf(ballot, await ports.configuration.settings());
  await decide(ports, ballot.pipeline, {}, (draft) => recordRefusal(draft, ballot, { why, person }));
}

/** Once for the same refusal, and only of a stage that there is: the rest is a mistake, not an attempt. */
export function recordRefusal(
  draft: Draft,
  { stage, promotion, verdict, via, identity }: Ballot,
  { why: reason, person }: { why: string; person: string | undefined },
): void {
  const refusal = { stage, verdict, reason, via, identity: identityText(identity) };
  const known = draft.state.stages[stage];
  const on = promotion ?? known?.active;
  const fact = { type: 'vote-refused' as const, ...refusal, ...(on !== undefined && { promotion: on }) };
  if (known === undefined || known.refusals?.includes(refusalKey(fact))) return;
  draft.record(fact, person === undefined ? TOWPATH : { kind: 'person', name: person });
}

export const voterOf = (
  { identity }: Pick<Ballot, 'identity'>,
  settings: Settings | undefined,
): string | undefined => settings && personOf(identity, settings)?.name;

export const whyNobody = ({ identity }: Pick<Ballot, 'identity'>, settings: Settings | undefined): string =>
  settings === undefined
    ? 'There are no settings yet, so nobody may vote. Commit .towpath/settings.yaml.'
    : `${identityText(identity)} belongs to nobody in .towpath/settings.yaml, or to more than one person, so it may not vote.`;
