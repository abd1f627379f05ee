import type { PipelineView, PromotionSummary, StageView, TargetView } from '../../console/api/views.ts';
import { shortCommit } from './commit.ts';
import { HEALTH_COLOUR } from './health.ts';
import type { Look } from './look.ts';
import { indent, table } from './table.ts';
import { age, moment } from './time.ts';
import { who } from './who.ts';

const KINDS = { chart: 'chart ', git: 'git tags of ' } as const;

const row = ({ name, image, kind, rule }: PipelineView['artifacts'][number]): string[] => [
  name,
  `${kind === undefined ? '' : KINDS[kind]}${image}`,
  rule,
];

/** One pipeline, stage by stage, with the ids that other commands take. */
export function formatPipeline(
  { name, artifacts, incomplete = [], definition, stages }: PipelineView,
  look: Look,
): string {
  const head = [
    `${look.paint('bold', name)}  ${definition.file} at ${shortCommit(definition.commit)}`,
    indent(table(artifacts.map(row))),
    ...incomplete.map((sentence) => indent(sentence)),
  ];
  return [head.join('\n'), ...stages.map((stage) => formatStage(stage, look))].join('\n\n');
}

function formatStage(stage: StageView, look: Look): string {
  const after = stage.after.length === 0 ? '' : `  after ${stage.after.join(', ')}`;
  const inner = { ...look, columns: look.columns && look.columns - 2 };
  const rows = [
    ['release', releaseText(stage, look)],
    ...(stage.underWay === undefined ? [] : [['under way', promotionText(stage.underWay)]]),
    ...stage.waiting.map((promotion) => ['waiting', promotionText(promotion)]),
    ...(stage.hold === undefined ? [] : [['on hold', holdText(stage.hold)]]),
    ...(stage.drift ?? []).map(({ sentence }) => ['drift', sentence]),
    ...(stage.lastFailure === undefined ? [] : [['not taken', failureText(stage.lastFailure)]]),
    ...stage.gates.map((gate) => ['gate', gate]),
  ];
  const body = [table(rows, inner.columns), formatTargets(stage.targets, inner)];
  return `${look.paint('bold', stage.name)}${after}\n${indent(body.join('\n'))}`;
}

function releaseText({ current }: StageView, { now }: Look): string {
  return current === undefined
    ? 'none yet'
    : `${current.tag} for ${age(current.since, now)} (${current.release})`;
}

const promotionText = ({ tag, status, sentence, id }: PromotionSummary): string =>
  `${tag} ${status}: ${sentence} (${id})`;

const holdText = ({ by, at, reason }: NonNullable<StageView['hold']>): string =>
  `by ${who(by)} since ${moment(at)}: ${reason}`;

const failureText = ({ tag, status, reason, promotion }: NonNullable<StageView['lastFailure']>): string =>
  `${tag} ${status}: ${reason} (${promotion})`;

/** Clusters with what their agents last said. */
export function formatTargets(targets: readonly TargetView[], { paint, columns, now }: Look): string {
  const rows = targets.map(({ cluster, health, reportedAt, sentence, canary }) => [
    cluster,
    paint(HEALTH_COLOUR[health], health),
    reportedAt === undefined ? '' : age(reportedAt, now),
    canary === undefined ? sentence : `${sentence}; canary ${canary.state}: ${canary.sentence}`,
  ]);
  return table(rows, columns);
}
