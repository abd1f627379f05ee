import type { PromotionSummary, StageView, StopView } from '../../api/views.ts';
import { HoldButton, LiftHoldButton } from './hold.tsx';
import { GOT_STUCK, RetryButton, RollbackButton } from './rollback.tsx';
import { StopStageButton } from './stops.tsx';

interface PromotionActionsProps {
  readonly promotion: PromotionSummary;
  /** Undefined once the pipeline has it no more. */
  readonly stage: StageView | undefined;
  readonly stops: readonly StopView[];
  readonly refresh: () => void;
}

/** What can be done about a promotion beside voting: to what is under way, to what it has left there, or once more. */
export function PromotionActions({ promotion, stage, stops, refresh }: PromotionActionsProps) {
  const { id, pipeline, release, tag, status } = promotion;
  const isUnderWay = stage?.underWay?.id === id;
  const isThere = stage?.current?.promotion === id && stage.underWay === undefined;
  return (
    <div class="row acts">
      {isUnderWay && <HoldButton {...{ pipeline, stage, refresh }} />}
      {isUnderWay && (
        <LiftHoldButton {...{ pipeline, stage, refresh }} text="Lift the hold" look="small quiet" />
      )}
      {isUnderWay && !isStopped(stops, pipeline, stage.name) && (
        <StopStageButton {...{ pipeline, refresh }} stage={stage.name} />
      )}
      {(isUnderWay || isThere) && <RollbackButton {...{ pipeline, stage, refresh }} />}
      {GOT_STUCK.has(status) && <RetryButton stage={promotion.stage} {...{ release, tag, refresh }} />}
    </div>
  );
}

const isStopped = (stops: readonly StopView[], pipeline: string, stage: string): boolean =>
  stops.some(({ scope }) => scope.kind === 'stage' && scope.pipeline === pipeline && scope.stage === stage);
