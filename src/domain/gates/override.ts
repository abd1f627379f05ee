import type { Settings } from '../pipeline/types.ts';
import type { GateOverride, Promotion } from '../promotion/state.ts';
import type { GateAnswer } from './answer.ts';
import type { GateContext } from './gate.ts';
import { utc } from './sentence.ts';

/** Groups whose members may override the gate. */
export const overridersOf = ({ overrides = [] }: Settings, gate: string): string[] => [
  ...new Set(overrides.filter((rule) => rule.gate === gate).flatMap(({ from }) => from)),
];

/** As the settings are now: whoever has left the group no longer keeps a gate open. */
export function mayOverride(settings: Settings, gate: string, person: string): boolean {
  const groups = overridersOf(settings, gate);
  return settings.groups.some(({ name, members }) => groups.includes(name) && members.includes(person));
}

type Overridden = Pick<GateContext, 'promotion' | 'settings'>;

/** What a gate says once overrides of the promotion are counted. */
export function withOverride(answer: GateAnswer, { promotion, settings }: Overridden): GateAnswer {
  const theirs = (promotion.overrides ?? []).filter(({ gate }) => gate === answer.gate);
  if (answer.state === 'open' || theirs.length === 0 || isRejected(answer, promotion)) return answer;
  const standing = theirs.find(({ gate, person }) => mayOverride(settings, gate, person));
  if (standing === undefined) {
    const lapsed = theirs.map(({ person }) => person).join(' and ');
    return { ...answer, sentence: `${answer.sentence}; ${lapsed} may no longer override it` };
  }
  return { gate: answer.gate, state: 'open', sentence: overrideText(standing) };
}

/** Somebody's no is final. A refusal without one is an expiry, which an override outlasts. */
const isRejected = ({ state }: GateAnswer, { votes }: Promotion): boolean =>
  state === 'refused' && votes.some(({ verdict }) => verdict === 'reject');

const overrideText = ({ person, at, reason, said }: GateOverride): string =>
  `overridden by ${person} at ${utc(at)}: ${reason} (${said})`;
