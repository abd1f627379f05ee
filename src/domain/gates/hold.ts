import type { GateAnswer, GateContext } from './gate.ts';
import { actorName, utc } from './sentence.ts';

/** Every stage has this gate without asking for it: a held stage takes nothing until somebody lifts the hold. */
export function evaluateHold({ stage }: Pick<GateContext, 'stage'>): GateAnswer {
  const { hold } = stage;
  if (hold === undefined) return { gate: 'hold', state: 'open', sentence: 'the stage is not on hold' };
  return {
    gate: 'hold',
    state: 'closed',
    sentence: `held by ${actorName(hold.by)} since ${utc(hold.at)}: ${hold.reason}`,
  };
}
