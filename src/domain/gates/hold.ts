import type { GateAnswer } from './answer.ts';
import { defineGate, everyStage, type GateContext } from './gate.ts';
import { actorName, utc } from './sentence.ts';

/** A held stage takes nothing until somebody lifts the hold. */
export function evaluateHold({ stage }: Pick<GateContext, 'stage'>): GateAnswer {
  const { hold } = stage;
  if (hold === undefined) return { gate: 'hold', state: 'open', sentence: 'the stage is not on hold' };
  return {
    gate: 'hold',
    state: 'closed',
    sentence: `held by ${actorName(hold.by)} since ${utc(hold.at)}: ${hold.reason}`,
  };
}

export const hold = defineGate({
  name: 'hold',
  isOverridable: false,
  holdsRollbacks: false,
  of: everyStage,
  evaluate: (_, context) => evaluateHold(context),
});
