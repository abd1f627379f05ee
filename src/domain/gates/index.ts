import type { Gate } from '../pipeline/types.ts';
import { evaluateApproval } from './approval.ts';
import { evaluateFreeze } from './freeze.ts';
import type { EvaluateGate, GateAnswer, GateContext } from './gate.ts';
import { evaluateHold } from './hold.ts';
import { evaluateAfter, forRollback, withOverride } from './override.ts';
import { joined } from './sentence.ts';
import { evaluateStop } from './stop.ts';

type GateOf = { [Kind in Gate['kind']]: Extract<Gate, { kind: Kind }> };

/** A new gate is a file and a line here (docs/adding-a-gate.md). */
const EVALUATE: { [Kind in keyof GateOf]: EvaluateGate<GateOf[Kind]> } = {
  approval: evaluateApproval,
  freeze: evaluateFreeze,
};

/**
 * What every gate of a stage says: the stop switch, the hold, then the configured gates in the order of the file. A
 * rollback has a rule of its own.
 */
export function evaluateGates(gates: readonly Gate[], context: GateContext): GateAnswer[] {
  const answers = evaluateEach(gates, context);
  return context.promotion.rollback === undefined
    ? answers
    : answers.map((answer) => forRollback(answer, context.settings));
}

const evaluateEach = (gates: readonly Gate[], context: GateContext): GateAnswer[] => [
  evaluateStop(context),
  evaluateHold(context),
  ...[...evaluateAfter(context), ...gates.map((gate) => evaluateGate(gate.kind, gate, context))].map(
    (answer) => withOverride(answer, context),
  ),
];

const evaluateGate = <Kind extends keyof GateOf>(
  kind: Kind,
  gate: GateOf[Kind],
  context: GateContext,
): GateAnswer => EVALUATE[kind](gate, context);

/** All answers as one. */
export interface GateDecision {
  readonly verdict: GateAnswer['state'];
  readonly sentence: string;
  /** ISO time from which asking again may give another verdict; only while closed, absent if time changes nothing. */
  readonly until?: string;
}

/** One refusal refuses; otherwise one closed gate closes. */
export function decideGates(answers: readonly GateAnswer[]): GateDecision {
  const refused = answers.filter(({ state }) => state === 'refused');
  if (refused.length > 0) return { verdict: 'refused', sentence: joined(refused) };
  const closed = answers.filter(({ state }) => state === 'closed');
  if (closed.length === 0) return { verdict: 'open', sentence: 'every gate is open' };
  const until = earliest(closed.flatMap((answer) => answer.until ?? []));
  return { verdict: 'closed', sentence: joined(closed), ...(until !== undefined && { until }) };
}

/**
 * The earliest, not the latest: an approval may expire, and so refuse, long before a freeze ends. Open gates do not
 * matter, since whoever asks again asks every gate.
 */
const earliest = (times: readonly string[]): string | undefined =>
  times.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
