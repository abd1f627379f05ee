import type { Stage } from '../pipeline/types.ts';
import type { Release } from '../release.ts';
import type { GateAnswer } from './answer.ts';
import { defineGate } from './gate.ts';
import { utc } from './sentence.ts';

type Order = Pick<Stage, 'name' | 'after'>;
type Candidate = Pick<Release, 'id' | 'passed'>;

/**
 * A release enters a stage only after it has passed, healthy and soaked, every stage that this one comes after (I2). What
 * was in the stage before may come again: the order concerns what is new there.
 */
export function evaluateAfter(stage: Order, release: Candidate): GateAnswer {
  const missing = stagesMissing(stage, release);
  if (missing !== undefined && release.passed[stage.name] === undefined)
    return { gate: 'after', state: 'closed', sentence: missing };
  const passed = stage.after.flatMap((name) => {
    const passage = release.passed[name];
    return passage === undefined ? [] : [`${name} at ${utc(passage.at)}`];
  });
  const sentence =
    missing === undefined ? `passed ${passed.join(' and ')}` : `was in ${stage.name} before; ${missing}`;
  return { gate: 'after', state: 'open', sentence };
}

/** Which stages the release has not passed that this one comes after; undefined if it has passed all of them. */
export function stagesMissing({ name, after: before }: Order, { id, passed }: Candidate): string | undefined {
  const missing = before.filter((stage) => passed[stage] === undefined);
  return missing.length === 0
    ? undefined
    : `${id} has not passed ${missing.join(' and ')}, which ${name} comes after`;
}

export const after = defineGate<Order>({
  name: 'after',
  isOverridable: true,
  holdsRollbacks: true,
  of: ({ definition }) => (definition.after.length > 0 ? [definition] : []),
  evaluate: (stage, { promotion, passed }) => evaluateAfter(stage, { id: promotion.release, passed }),
});
