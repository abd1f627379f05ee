import { covers, scopeText } from '../promotion/stop.ts';
import type { GateAnswer } from './answer.ts';
import { defineGate, everyStage, type GateContext } from './gate.ts';
import { actorName, utc } from './sentence.ts';

type Place = Pick<GateContext, 'stops' | 'clusters'> & {
  readonly promotion: Pick<GateContext['promotion'], 'pipeline' | 'stage'>;
};

/** The stop switch. */
export function evaluateStop({ stops, clusters, promotion }: Place): GateAnswer {
  const { pipeline, stage } = promotion;
  const inForce = stops.filter(({ scope }) => covers(scope, { pipeline, stage, clusters }));
  if (inForce.length === 0) return { gate: 'stop', state: 'open', sentence: 'nothing is stopped here' };
  const sentences = inForce.map(
    ({ scope, by, reason, at }) =>
      `${scopeText(scope)} stopped by ${actorName(by)} since ${utc(at)}: ${reason}`,
  );
  return { gate: 'stop', state: 'closed', sentence: sentences.join('; ') };
}

export const stop = defineGate({
  name: 'stop',
  isOverridable: false,
  holdsRollbacks: false,
  of: everyStage,
  evaluate: (_, context) => evaluateStop(context),
});
