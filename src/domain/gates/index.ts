import type { Gate, Settings } from '../pipeline/types.ts';
import type { GateAnswer } from './answer.ts';
import type { AnyGate, GateContext } from './gate.ts';
import { GATES } from './list.ts';
import { withOverride } from './override.ts';
import { joined } from './sentence.ts';

/** Gates that settings may let people override, by name. */
export const OVERRIDABLE: readonly string[] = namesOf(({ isOverridable }) => isOverridable);

/** Gates that hold back no rollback unless settings say otherwise, by name. */
export const ROLLBACK_UNDER: readonly string[] = namesOf(({ holdsRollbacks }) => !holdsRollbacks);

function namesOf(has: (gate: AnyGate) => boolean): string[] {
  return GATES.filter(has).map(({ name }) => name);
}

/** What every gate of the stage says of the promotion. A rollback has a rule of its own. */
export function evaluateGates(context: GateContext): GateAnswer[] {
  const { definition, promotion, settings } = context;
  const place = (configuration: unknown): number => definition.gates.indexOf(configuration as Gate);
  const answers = GATES.flatMap(({ isOverridable, ask }) =>
    ask(context).map(({ configuration, answer }) => ({
      configuration,
      answer: isOverridable ? withOverride(answer, context) : answer,
    })),
  )
    .sort((a, b) => place(a.configuration) - place(b.configuration))
    .map(({ answer }) => answer);
  return promotion.rollback === undefined ? answers : answers.map((answer) => forRollback(answer, settings));
}

/** What is on fire is put out whatever is stopped, held or frozen, unless settings say otherwise. */
export function forRollback(answer: GateAnswer, { rollback }: Settings): GateAnswer {
  const { gate, state, sentence } = answer;
  if (state === 'open' || !(rollback?.under ?? ROLLBACK_UNDER).includes(gate)) return answer;
  return { gate, state: 'open', sentence: `holds back no rollback: ${sentence}` };
}

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
