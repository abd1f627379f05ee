import type { ReleaseView } from '../../console/api/views.ts';
import type { Look } from './look.ts';
import { indent, table } from './table.ts';
import { age, moment } from './time.ts';

/** Where one release is, stage by stage, with the ids of its promotions. */
export function formatRelease(release: ReleaseView, look: Look): string {
  const { id, createdAt, tags, artifacts, stages } = release;
  const head = `${look.paint('bold', id)}  ${tags.join(', ')}  created ${moment(createdAt)}`;
  const contents = artifacts.map(({ image, digest }) => `${image}\n${digest}`).join('\n');
  const rows = [
    ['STAGE', 'STATUS', 'SINCE', 'PROMOTION'].map((text) => look.paint('dim', text)),
    ...stages.map((stage) => stageRow(stage, look)),
  ];
  return `${head}\n${indent(contents)}\n\n${table(rows, look.columns)}`;
}

function stageRow({ stage, promotion, sentence }: ReleaseView['stages'][number], { now }: Look): string[] {
  if (promotion === undefined) return [stage, '-', '', sentence];
  const { id, status, since } = promotion;
  // That it was promoted stands in the column before.
  return [stage, status, age(since, now), status === 'promoted' ? id : `${id}\n${sentence}`];
}
