import type { PromotionView } from '../../console/api/views.ts';
import { timelineRows } from './ledger-line.ts';
import { type Look, plain } from './look.ts';
import { formatTargets } from './pipeline.ts';
import { printable } from './printable.ts';
import { indent } from './table.ts';

/** One promotion: how it stands, its clusters, and its timeline. */
export function formatPromotion(view: PromotionView, look: Look): string {
  const { promotion, targets } = view;
  const isOpen = view.endedAt === undefined;
  const inner = { ...look, columns: look.columns && look.columns - 2 };
  return [
    formatTimeline(view, look),
    // Reports of today say nothing of a promotion that has ended.
    ...(isOpen
      ? [
          `${promotion.stage} now\n${indent(formatTargets(targets, inner))}`,
          `Why it does not move: towpath explain ${promotion.pipeline} ${promotion.stage}`,
        ]
      : []),
  ].join('\n\n');
}

type TimelineLook = Pick<Look, 'paint' | 'columns'>;

/** What happened to a promotion: when, how long after the step before, who, and which commit. */
export function formatTimeline(
  view: PromotionView,
  look: TimelineLook = { paint: plain, columns: undefined },
): string {
  const safe = printable(view);
  const { promotion, timeline } = safe;
  const { pipeline, stage, tag, status, id } = promotion;
  const head = `${look.paint('bold', `${pipeline} ${tag}`)} to ${stage}: ${status}  (${id})`;
  const reason = status === 'promoted' ? [] : [indent(promotion.sentence)];
  return [head, ...reason, ...pullRequestLine(safe), timelineRows(timeline, look)].join('\n');
}

function pullRequestLine({ pullRequest }: PromotionView): string[] {
  if (pullRequest === undefined) return [];
  const { id, state, url } = pullRequest;
  return [indent(`pull request ${id}, ${state}${url === undefined ? '' : `: ${url}`}`)];
}
