import type { Settings } from '../pipeline/types.ts';
import type { GateOverride, Promotion } from '../promotion/state.ts';
import type { GateAnswer, GateContext } from './gate.ts';
import { utc } from './sentence.ts';

/**
 * Gates that settings may let people override. Stop and hold are missing: they are lifted in the open, for everyone who
 * relies on them (docs/decisions/0014).
 */
export const OVERRIDABLE = ['approval', 'freeze', 'after'] as const;
export type OverridableGate = (typeof OVERRIDABLE)[number];

export const isOverridable = (gate: string): gate is OverridableGate =>
  (OVERRIDABLE as readonly string[]).includes(gate);

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

/** The gate that only a promotion has which was asked for past stages that its release had not passed (I2). */
export const evaluateAfter = ({ promotion }: GateContext): GateAnswer[] => {
  const override = promotion.overrides?.find(({ gate }) => gate === 'after');
  return override === undefined ? [] : [{ gate: 'after', state: 'closed', sentence: override.said }];
};

/** What holds back no rollback unless settings say otherwise. */
export const ROLLBACK_UNDER: readonly string[] = ['stop', 'hold', 'freeze'];

/** What is on fire is put out whatever is stopped, held or frozen, unless settings say otherwise. */
export function forRollback(answer: GateAnswer, { rollback }: Settings): GateAnswer {
  const { gate, state, sentence } = answer;
  if (state === 'open' || !(rollback?.under ?? ROLLBACK_UNDER).includes(gate)) return answer;
  return { gate, state: 'open', sentence: `holds back no rollback: ${sentence}` };
}
