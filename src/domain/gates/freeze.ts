import { formatDuration } from '../duration.ts';
import type { FreezeGate } from '../pipeline/types.ts';
import type { GateAnswer } from './answer.ts';
import { datesAt } from './dates.ts';
import { defineGate, type GateContext } from './gate.ts';
import { utc } from './sentence.ts';
import { type WindowsNow, windowsAt } from './windows.ts';

/** `deny` is closed inside its windows, `allow` outside them. Either way `until` is when that changes. */
export function evaluateFreeze(gate: FreezeGate, { now }: Pick<GateContext, 'now'>): GateAnswer {
  const { windows, rule, noneAhead } =
    'cron' in gate
      ? {
          windows: windowsAt(gate, now),
          rule: `"${gate.cron}" for ${formatDuration(gate.forMs)}`,
          noneAhead: 'the cron never matches',
        }
      : {
          windows: datesAt(gate, now),
          rule: `${gate.from} to ${gate.to}`,
          noneAhead: 'the dates have passed',
        };
  return {
    gate: 'freeze',
    state: windows.inside === (gate.effect === 'allow') ? 'open' : 'closed',
    sentence: `${sentence(gate.effect, windows, noneAhead)} (${rule}, ${gate.timeZone})`,
    ...(windows.change && { until: new Date(windows.change.at).toISOString() }),
  };
}

export const freeze = defineGate({
  name: 'freeze',
  isOverridable: true,
  holdsRollbacks: false,
  of: ({ definition }) => definition.gates.filter((gate) => gate.kind === 'freeze'),
  evaluate: evaluateFreeze,
});

function sentence(effect: FreezeGate['effect'], { inside, change }: WindowsNow, noneAhead: string): string {
  const words = WORDS[effect];
  if (change === undefined) return `${words.never}: ${noneAhead}`;
  return `${inside ? words.inside : words.outside} until ${utc(change.at)}${change.certain ? '' : ' or later'}`;
}

const WORDS = {
  deny: { inside: 'frozen', outside: 'no freeze', never: 'no freeze ahead' },
  allow: { inside: 'allowed', outside: 'not allowed', never: 'never allowed' },
} as const;
