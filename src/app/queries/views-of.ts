import { formatDuration } from '../../domain/duration.ts';
import { approvalText } from '../../domain/gates/rules.ts';
import type { Actor } from '../../domain/ledger/actor.ts';
import type { Gate, Pipeline, Stage, TagRule } from '../../domain/pipeline/types.ts';
import { isOpen, type PipelineState, type Promotion } from '../../domain/promotion/state.ts';
import type { PromotionSummary } from '../views.ts';
import { promotionSentence } from './promotion-sentence.ts';

export const actorName = (actor: Actor): string => (actor.kind === 'person' ? actor.name : 'towpath');

export function summaryOf(
  state: PipelineState,
  promotion: Promotion,
  stage: Stage | undefined,
): PromotionSummary {
  const { id, pipeline, release, tag, status, votes } = promotion;
  const waves = stage?.waves.length ?? promotion.commits.length;
  const closedForVotes = promotion.gates.some(
    ({ gate, state: answer }) => gate === 'approval' && answer === 'closed',
  );
  return {
    id,
    pipeline,
    stage: promotion.stage,
    release,
    tag,
    status,
    wave: Math.min(promotion.wave + 1, Math.max(1, waves)),
    waves,
    since: promotion.endedAt ?? promotion.acquiredAt ?? promotion.requestedAt,
    sentence: promotionSentence(state, promotion),
    takesVotes: isOpen(promotion) && status === 'gated' && closedForVotes,
    votes,
  };
}

export const ruleText = (rule: TagRule): string =>
  rule.kind === 'semver' ? `semver ${rule.range}` : `pattern ${rule.pattern}`;

export function gateText(gate: Gate): string {
  if (gate.kind === 'approval') return approvalText(gate);
  if (gate.kind === 'pull-request')
    return `the change is a pull request, merged by ${gate.merge === 'people' ? 'people' : 'Towpath once it is approved'}`;
  const windows =
    'cron' in gate ? `"${gate.cron}" for ${formatDuration(gate.forMs)}` : `${gate.from} to ${gate.to}`;
  const when = `${windows} (${gate.timeZone})`;
  return gate.effect === 'deny' ? `frozen from ${when}` : `open only from ${when}`;
}

export const stageNamed = (pipeline: Pipeline | undefined, name: string): Stage | undefined =>
  pipeline?.stages.find((stage) => stage.name === name);
