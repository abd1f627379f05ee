import type { PromotionSummary, VoteView } from '../../api/views.ts';
import type { Verdict } from '../lib/vote.ts';
import { voteOn } from '../lib/vote.ts';
import { count } from '../lib/words.ts';
import { question } from '../state/question.ts';
import { Mark } from './icon.tsx';
import { Ago } from './time.tsx';

const signs = {
  approve: { word: 'approved', tone: 'ok', icon: 'check' },
  reject: { word: 'rejected', tone: 'bad', icon: 'cross' },
} as const;

export function Votes({ votes }: { votes: readonly VoteView[] }) {
  if (votes.length === 0) return null;
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
    </ul>
  );
}

export function VoteButtons({ promotion, refresh }: { promotion: PromotionSummary; refresh: () => void }) {
  if (!promotion.takesVotes) return null;
  const ask = (verdict: Verdict) => () => askForVote(promotion, verdict, refresh);
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

function askForVote(promotion: PromotionSummary, verdict: Verdict, refresh: () => void): void {
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
      await voteOn(client, promotion, { verdict, reason });
      refresh();
    },
  });
}
