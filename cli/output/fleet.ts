import type { FleetView, PipelineView, PromotionSummary, StageView } from '../../console/api/views.ts';
import { healthSummary } from './health.ts';
import type { Look } from './look.ts';
import { indent, table } from './table.ts';
import { age } from './time.ts';
import { who } from './who.ts';

/** What is where: pipelines by stages, and below it what somebody has to do. */
export function formatFleet(fleet: FleetView, look: Look): string {
  const grid =
    fleet.pipelines.length === 0
      ? 'There is no pipeline yet. Commit a pipeline file under .towpath/.'
      : table(gridRows(fleet, { ...look, now: Date.parse(fleet.at) }));
  return [grid, ...notes(fleet, look)].join('\n\n');
}

function gridRows({ pipelines }: FleetView, look: Look): string[][] {
  const stages = [...new Set(pipelines.flatMap((pipeline) => pipeline.stages.map(({ name }) => name)))];
  const heading = ['PIPELINE', ...stages.map((stage) => stage.toUpperCase())];
  const rows = pipelines.map((pipeline) => [
    look.paint('bold', pipeline.name),
    ...stages.map((name) => cellOf(pipeline, name, look)),
  ]);
  return [heading.map((text) => look.paint('dim', text)), ...rows];
}

/** A stage that the pipeline does not have is blank; one that has nothing yet is `-`. */
function cellOf(pipeline: PipelineView, name: string, look: Look): string {
  const stage = pipeline.stages.find((candidate) => candidate.name === name);
  return stage === undefined ? '' : stageLines(stage, look).join('\n') || '-';
}

function stageLines(stage: StageView, look: Look): string[] {
  const { current, underWay, waiting, hold, drift = [] } = stage;
  const { paint } = look;
  return [
    ...(current === undefined
      ? []
      : [`${current.tag} ${age(current.since, look.now)} ${healthSummary(stage.targets, paint)}`]),
    ...(underWay === undefined ? [] : [underWayLine(underWay, look)]),
    ...waiting.map(({ tag }) => `+ ${tag} waiting`),
    ...(hold === undefined ? [] : [paint('yellow', '= on hold')]),
    ...(drift.length === 0 ? [] : [paint('red', '! drift')]),
    ...failureOf(stage).map(({ tag, status }) => paint('red', `x ${tag} ${status}`)),
  ];
}

function underWayLine(promotion: PromotionSummary, { paint }: Look): string {
  const { tag, status, wave, waves, takesVotes } = promotion;
  if (takesVotes) return paint('yellow', `? ${tag} approval`);
  return paint('cyan', `> ${tag} ${status}${waves > 1 ? ` ${wave}/${waves}` : ''}`);
}

/** Being superseded is no failure; and while another promotion is under way, the last one is history. */
function failureOf({ lastFailure, underWay }: StageView): NonNullable<StageView['lastFailure']>[] {
  const isShown = lastFailure !== undefined && lastFailure.status !== 'superseded' && underWay === undefined;
  return isShown ? [lastFailure] : [];
}

function notes({ pipelines, problems, stops }: FleetView, { columns, paint }: Look): string[] {
  const stages = pipelines.flatMap((pipeline) =>
    pipeline.stages.map((stage) => ({ stage, place: `${pipeline.name} ${stage.name}` })),
  );
  const section = (title: string, rows: string[][]): string[] =>
    rows.length === 0 ? [] : [`${paint('bold', title)}\n${indent(table(rows, columns && columns - INDENT))}`];
  const approvals = stages.flatMap(({ stage: { underWay }, place }) =>
    underWay?.takesVotes
      ? [
          [place, `${underWay.tag}: ${underWay.sentence}`],
          ['', `towpath approve ${place} --as <person>`],
        ]
      : [],
  );
  const holds = stages.flatMap(({ stage: { hold }, place }) =>
    hold === undefined ? [] : [[place, `by ${who(hold.by)}: ${hold.reason}`]],
  );
  const drifts = stages.flatMap(({ stage: { drift = [] }, place }) =>
    drift.map(({ sentence }) => [place, sentence]),
  );
  const failures = stages.flatMap(({ stage, place }) =>
    failureOf(stage).map(({ tag, reason }) => [place, `${tag}: ${reason}`]),
  );
  return [
    ...section('Waiting for approval', approvals),
    ...section(
      'Stopped',
      stops.map(({ what, by, reason }) => [what, `by ${who(by)}: ${reason}`]),
    ),
    ...section('On hold', holds),
    ...section('Changed by hand', drifts),
    ...section('Did not get through', failures),
    ...(problems.length === 0
      ? []
      : [`${paint('bold', 'Problems in pipeline files')}\n${indent(problems.map(trimmed).join('\n\n'))}`]),
  ];
}

const INDENT = 2;
const trimmed = (text: string): string => text.trimEnd();
