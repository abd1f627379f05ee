import { covers, scopeText } from '../promotion/stop.ts';
import type { GateAnswer, GateContext } from './gate.ts';
import { actorName, utc } from './sentence.ts';

type Place = Pick<GateContext, 'stops' | 'clusters'> & {
  readonly promotion: Pick<GateContext['promotion'], 'pipeline' | 'stage'>;
};

/** Every stage has this gate without asking for it: the stop switch. */
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
