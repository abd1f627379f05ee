import type { PromotionSummary, StageView } from '../../api/views.ts';
import { endSign, statusSign } from '../lib/words.ts';
import { Link } from './bits.tsx';
import { Icon, Pill } from './icon.tsx';
import { Ago, Sentence } from './time.tsx';
import { VoteButtons, Votes } from './votes.tsx';

interface ComingProps {
  readonly stage: StageView;
  readonly refresh: () => void;
}

/** What is under way in a stage, or how the last one ended when it did not end well. */
export function Coming({ stage, refresh }: ComingProps) {
  return (
    <div class={`coming ${comingTone(stage)}`}>
      <UnderWayOrEnded stage={stage} refresh={refresh} />
    </div>
  );
}

function comingTone({ underWay, lastFailure }: StageView): string {
  if (underWay === undefined) return lastFailure === undefined ? 'idle' : '';
  return underWay.takesVotes ? 'warn' : '';
}

function UnderWayOrEnded({ stage, refresh }: ComingProps) {
  const { underWay, lastFailure } = stage;
  if (underWay !== undefined) return <UnderWay promotion={underWay} refresh={refresh} />;
  if (lastFailure === undefined) return <p class="dim">Nothing is under way.</p>;
  return (
    <>
      <p class="row">
        <Link to={{ page: 'promotion', id: lastFailure.promotion }} class="tag">
          {lastFailure.tag}
        </Link>
        <Pill sign={endSign(lastFailure.status)} />
        <span class="dim">
          <Ago at={lastFailure.at} />
        </span>
      </p>
      <p class="sentence">
        <Sentence text={lastFailure.reason} />
      </p>
    </>
  );
}

function UnderWay({ promotion, refresh }: { promotion: PromotionSummary; refresh: () => void }) {
  const { id, tag, wave, waves, sentence, since, votes } = promotion;
  return (
    <>
      <p class="row">
        <Link to={{ page: 'promotion', id }} class="tag">
          {tag}
        </Link>
        <Pill sign={statusSign(promotion)} />
      </p>
      <p class="sentence">
        <Sentence text={sentence} />
      </p>
      <p class="dim">
        {waves > 1 && `Wave ${wave} of ${waves}, `}since <Ago at={since} />
      </p>
      <Votes votes={votes} />
      <VoteButtons promotion={promotion} refresh={refresh} />
    </>
  );
}

export function Waiting({ promotion: { id, tag, sentence } }: { promotion: PromotionSummary }) {
  return (
    <p class="waiting">
      <Icon name="clock" tone="calm" />
      <span>
        <Link to={{ page: 'promotion', id }} class="tag">
          {tag}
        </Link>{' '}
        <Sentence text={sentence} />
      </span>
    </p>
  );
}
