import { formatDuration } from '../duration.ts';
import { ruleOfWave } from '../pipeline/wave-rule.ts';
import type { GateAnswer } from './answer.ts';
import { defineGate } from './gate.ts';
import { utc } from './sentence.ts';

/** How long a wave (from 0) must stay healthy before the next one, or the next stage, begins. */
export interface SoakGate {
  readonly wave: number;
  readonly soakMs: number;
}

/** Of a wave that is watched: open once it was healthy for so long. Both times in milliseconds since the epoch. */
export function evaluateSoak({ wave, soakMs }: SoakGate, healthySince: number, now: number): GateAnswer {
  const until = healthySince + soakMs;
  const since = `wave ${wave + 1} is healthy since ${utc(healthySince)}`;
  if (now >= until)
    return { gate: 'soak', state: 'open', sentence: `${since}, for ${formatDuration(soakMs)}` };
  return {
    gate: 'soak',
    state: 'closed',
    sentence: `${since} and soaks until ${utc(until)}`,
    until: new Date(until).toISOString(),
  };
}

/**
 * Of the wave before the one that would be written. Whether that has soaked was judged while it was watched
 * (health/judge-wave.ts), by this gate and the clock of then: no clock that is behind takes it back.
 */
export const soak = defineGate<SoakGate>({
  name: 'soak',
  isOverridable: false,
  holdsRollbacks: true,
  of: ({ definition, promotion }) => {
    const wave = promotion.wave - 1;
    const { soakMs } = ruleOfWave(definition, wave);
    return wave >= 0 && soakMs > 0 ? [{ wave, soakMs }] : [];
  },
  evaluate: ({ wave, soakMs }, { promotion }) => {
    const healthy = promotion.commits.find((made) => made.wave === wave)?.healthy;
    const long = formatDuration(soakMs);
    if (healthy === undefined)
      return { gate: 'soak', state: 'closed', sentence: `wave ${wave + 1} was not healthy for ${long} yet` };
    return {
      gate: 'soak',
      state: 'open',
      sentence: `wave ${wave + 1} was healthy for ${long} at ${utc(healthy.at)}`,
    };
  },
});
