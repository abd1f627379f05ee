import type { GateAnswer } from '../gates/answer.ts';
import { actorName, utc } from '../gates/sentence.ts';
import type { Stage } from '../pipeline/types.ts';
import { isOpen, type Promotion, type Vote } from '../promotion/state.ts';
import type { Release } from '../release.ts';
import type { CardBallot, ChatMessage } from './message.ts';

/** What the card of a promotion is made of: its state as it is now, never what an event said. */
export interface CardFacts {
  readonly promotion: Promotion;
  readonly stage: Stage;
  readonly release: Release | undefined;
  /** The tag that the stage has. */
  readonly current: string | undefined;
  /** What the gates say now; empty once they decide nothing any more. */
  readonly gates: readonly GateAnswer[];
  /** One line for each stage before: since when it has the release, and how its targets are. */
  readonly before: readonly string[];
  /** What approving writes: path and changed lines; with the digest that an approval is bound to. */
  readonly diff?: { readonly digest: string; readonly commit: string; readonly lines: readonly string[] };
  readonly link: string;
}

/** Whether people are what the promotion waits for. */
export const awaitsVotes = ({ promotion, gates }: Pick<CardFacts, 'promotion' | 'gates'>): boolean =>
  isOpen(promotion) &&
  promotion.status === 'gated' &&
  gates.some(({ gate, state }) => gate === 'approval' && state === 'closed');

export function promotionCard(facts: CardFacts): ChatMessage {
  const { promotion, link } = facts;
  const heading = headingOf(facts);
  const isPending = awaitsVotes(facts);
  return {
    summary: heading,
    heading,
    facts: factsOf(facts),
    lists: [
      ...list('What changes', isPending ? (facts.diff?.lines ?? []) : []),
      ...list('Stages before', isPending ? facts.before : []),
      ...list('Votes', promotion.votes.map(voteLine)),
      ...list('What is missing', missing(facts.gates)),
      ...list('Why', isOpen(promotion) || promotion.reason === undefined ? [] : [promotion.reason]),
    ],
    link,
    ...(isPending && { ballot: ballotOf(facts) }),
  };
}

const ballotOf = ({ promotion, diff }: CardFacts): CardBallot => ({
  promotion: promotion.id,
  ...(diff && { seen: { digest: diff.digest, commit: diff.commit } }),
});

function headingOf(facts: CardFacts): string {
  const { pipeline, tag, stage, status, wave } = facts.promotion;
  const what = `${pipeline} ${tag}`;
  switch (status) {
    case 'waiting':
      return `${what} waits for ${stage}`;
    case 'gated':
      return awaitsVotes(facts)
        ? `${what} waits for approval in ${stage}`
        : `${what} is at the gates of ${stage}`;
    case 'committing':
    case 'verifying':
      return `${what} is on its way into ${stage}: wave ${wave + 1} of ${facts.stage.waves.length}`;
    case 'promoted':
      return `${what} is in ${stage}`;
    case 'superseded':
    case 'rejected':
    case 'failed':
      return `${what} was ${status === 'failed' ? 'not promoted: it failed' : status} in ${stage}`;
  }
}

const HEX = 12;

function factsOf({ promotion, release, current, gates }: CardFacts): NonNullable<ChatMessage['facts']> {
  const digests = release?.artifacts.map(
    ({ name, tag, digest }) => `${name} ${tag} (${digest.slice(0, 7 + HEX)})`,
  );
  const expiry = gates.find(({ gate, state }) => gate === 'approval' && state === 'closed')?.until;
  return [
    { name: 'Release', text: digests?.join(', ') ?? promotion.tag },
    { name: 'In the stage now', text: current ?? 'nothing yet' },
    { name: 'Asked for by', text: `${actorName(promotion.requestedBy)}, ${utc(promotion.requestedAt)}` },
    ...(expiry === undefined ? [] : [{ name: 'Expires', text: utc(expiry) }]),
  ];
}

const voteLine = ({ person, verdict, via, at, reason }: Vote): string =>
  `${person} ${verdict === 'approve' ? 'approved' : 'rejected'} by ${via}, ${utc(at)}${reason === '' ? '' : `: ${reason}`}`;

const missing = (gates: readonly GateAnswer[]): string[] =>
  gates.filter(({ state }) => state !== 'open').map(({ gate, sentence }) => `${gate}: ${sentence}`);

const list = (title: string, lines: readonly string[]) => (lines.length > 0 ? [{ title, lines }] : []);
