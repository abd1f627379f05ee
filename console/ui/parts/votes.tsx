import type { DiffView, PromotionSummary, VoteView } from '../../api/views.ts';
import type { Verdict } from '../lib/vote.ts';
import { voteOn } from '../lib/vote.ts';
import { count, type Sign } from '../lib/words.ts';
import { question } from '../state/question.ts';
import { Mark } from './icon.tsx';
import { Ago } from './time.tsx';

const signs = {
  approve: { word: 'approved', tone: 'ok', icon: 'check' },
  reject: { word: 'rejected', tone: 'bad', icon: 'cross' },
} as const;
const MISSING: Sign = { word: 'missing', tone: 'calm', icon: 'hollow' };

interface VotesProps {
  readonly votes: readonly VoteView[];
  /** Approvals that are missing have lines of their own, so that nothing moves when one comes. */
  readonly missing?: number | undefined;
}

export function Votes({ votes, missing = 0 }: VotesProps) {
  if (votes.length + missing === 0) return null;
  return (
    <ul class="votes">
      {votes.map((vote) => (
        <li key={`${vote.person} ${vote.at}`}>
          <Mark sign={signs[vote.verdict]} />
          <span>
            <strong>{vote.person}</strong> {signs[vote.verdict].word} <Ago at={vote.at} />
            {vote.via !== '' && <span class="dim"> by {vote.via}</span>}
            {vote.reason !== '' && <q>{vote.reason}</q>}
          </span>
        </li>
      ))}
      {Array.from({ length: missing }, (_, index) => (
        <li key={`missing ${index}`} class="dim">
          <Mark sign={MISSING} />
          <span>an approval is missing</span>
        </li>
      ))}
    </ul>
  );
}

interface VoteProps {
  readonly promotion: PromotionSummary;
  readonly refresh: () => void;
  /** Where the page shows it: the vote is for this diff and no other. */
  readonly diff?: DiffView | undefined;
}

export function VoteButtons({ promotion, refresh, diff }: VoteProps) {
  if (!promotion.takesVotes) return null;
  const ask = (verdict: Verdict) => () => askForVote({ promotion, refresh, diff }, verdict);
  const what = `${promotion.tag} for ${promotion.stage}`;
  return (
    <div class="buttons">
      <button type="button" class="primary" aria-label={`Approve ${what}`} onClick={ask('approve')}>
        Approve
      </button>
      <button type="button" aria-label={`Reject ${what}`} onClick={ask('reject')}>
        Reject
      </button>
    </div>
  );
}

function askForVote({ promotion, refresh, diff }: VoteProps, verdict: Verdict): void {
  const { pipeline, stage, tag, waves, votes, sentence } = promotion;
  const isApproval = verdict === 'approve';
  const verb = isApproval ? 'Approve' : 'Reject';
  question.set({
    title: `${verb} ${tag} for ${stage} of ${pipeline}?`,
    facts: [
      sentence,
      votes.length === 0 ? 'Nobody has voted yet.' : `${count(votes.length, 'vote')} so far.`,
      isApproval
        ? `With enough approvals it is committed in ${count(waves, 'wave')}.`
        : 'One rejection ends this promotion; nothing is committed.',
    ],
    verb,
    isGrave: !isApproval,
    needsReason: !isApproval,
    done: `${verb === 'Approve' ? 'Approved' : 'Rejected'} ${tag} for ${stage}`,
    async act(client, reason) {
      const seen = diff && { digest: diff.digest, commit: diff.commit };
      await voteOn(client, promotion, { verdict, reason, ...(seen && { seen }) });
      refresh();
    },
  });
}
