import type { Explanation } from '../../console/api/views.ts';
import type { Colour, Look } from './look.ts';
import { indent, table } from './table.ts';

type State = Explanation['because'][number]['state'];

const COLOUR: Readonly<Record<State, Colour>> = {
  open: 'green',
  done: 'green',
  waiting: 'yellow',
  closed: 'yellow',
  refused: 'red',
  failing: 'red',
};

/** Why a stage does not move, and what would move it. */
export function formatExplanation(explanation: Explanation, { paint, columns }: Look): string {
  const { pipeline, stage, summary, because, next } = explanation;
  const width = columns && columns - 2;
  const reasons = because.map(({ what, state, sentence }) => [paint(COLOUR[state], state), what, sentence]);
  const parts = [
    table([[`${paint('bold', `${pipeline} ${stage}`)}`, summary]], columns),
    ...(reasons.length === 0 ? [] : [indent(table(reasons, width))]),
    ...(next.length === 0 ? [] : [`What would move it\n${indent(next.join('\n'))}`]),
  ];
  return parts.join('\n\n');
}
