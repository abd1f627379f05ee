import type { PipelineView, StageView, TargetView } from '../../api/views.ts';
import { depthsOf } from './graph.ts';
import { endSign, healthSigns, type Sign, statusSign } from './words.ts';

/** What the reader may ask the fleet for. */
export const FILTERS = ['approval', 'failing', 'hold', 'moving'] as const;
export type Filter = (typeof FILTERS)[number];

const WORST_FIRST: readonly TargetView['health'][] = ['failing', 'silent', 'progressing', 'healthy'];

/** A stage is as healthy as its worst target; undefined without targets. */
export function worstHealth(stage: StageView): TargetView['health'] | undefined {
  return WORST_FIRST.find((health) => stage.targets.some((target) => target.health === health));
}

/** The one thing to know of a stage at a glance; undefined when it is at rest. */
export interface Note {
  readonly sign: Sign;
  readonly text: string;
}

/** A person's turn comes first, then what fails, what is held, what moves, and how the last one ended. */
export function noteOf(stage: StageView): Note | undefined {
  const { underWay, hold, lastFailure, targets, drift = [] } = stage;
  const moving = underWay && {
    sign: statusSign(underWay),
    text: `${underWay.tag} ${statusSign(underWay).word}: ${underWay.sentence}`,
  };
  if (underWay?.takesVotes) return moving;
  const failing = targets.find(({ health }) => health === 'failing');
  if (failing !== undefined)
    return { sign: healthSigns.failing, text: `${failing.cluster}: ${failing.sentence}` };
  if (hold !== undefined)
    return {
      sign: { word: 'on hold', tone: 'warn', icon: 'pause' },
      text: `on hold by ${hold.by}: ${hold.reason}`,
    };
  const [changed] = drift;
  if (changed !== undefined)
    return { sign: { word: 'drift', tone: 'bad', icon: 'alert' }, text: changed.sentence };
  if (moving !== undefined) return moving;
  if (lastFailure === undefined || lastFailure.status === 'superseded') return undefined;
  return {
    sign: endSign(lastFailure.status),
    text: `${lastFailure.tag} ${lastFailure.status}: ${lastFailure.reason}`,
  };
}

const tests: Readonly<Record<Filter, (stage: StageView) => boolean>> = {
  approval: ({ underWay }) => underWay?.takesVotes === true,
  failing: (stage) => worstHealth(stage) === 'failing' || hasFailed(stage),
  hold: ({ hold }) => hold !== undefined,
  moving: ({ underWay }) => underWay !== undefined,
};

const hasFailed = ({ lastFailure, underWay }: StageView): boolean =>
  underWay === undefined && lastFailure !== undefined && lastFailure.status !== 'superseded';

export function isFilter(name: string | undefined): name is Filter {
  return (FILTERS as readonly (string | undefined)[]).includes(name);
}

/** How many stages each filter would show something of. */
export function countStages(pipelines: readonly PipelineView[]): Record<Filter, number> {
  const stages = pipelines.flatMap((pipeline) => pipeline.stages);
  const counted = FILTERS.map((filter) => [filter, stages.filter(tests[filter]).length]);
  return Object.fromEntries(counted) as Record<Filter, number>;
}

/** Pipelines with a stage the filter asks for, whose name, stage, tag or cluster contains every word searched for. */
export function select(
  pipelines: readonly PipelineView[],
  show: Filter | undefined,
  search: string,
): PipelineView[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return pipelines.filter((pipeline) => {
    if (show !== undefined && !pipeline.stages.some(tests[show])) return false;
    const text = words.length === 0 ? '' : textOf(pipeline);
    return words.every((word) => text.includes(word));
  });
}

function textOf({ name, stages }: PipelineView): string {
  const parts = stages.flatMap((stage) => [
    stage.name,
    stage.current?.tag,
    stage.underWay?.tag,
    ...stage.targets.map(({ cluster }) => cluster),
  ]);
  return [name, ...parts].join(' ').toLowerCase();
}

/** Every stage name of the fleet once, first stages first: the columns that all pipelines share. */
export function columnsOf(pipelines: readonly PipelineView[]): string[] {
  const depths = new Map<string, number>();
  for (const { stages } of pipelines)
    for (const [name, depth] of depthsOf(stages)) depths.set(name, Math.max(depth, depths.get(name) ?? 0));
  return [...depths].sort(([, a], [, b]) => a - b).map(([name]) => name);
}
