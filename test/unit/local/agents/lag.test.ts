import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../../../../local/agents/behaviour.ts';
import { Lag } from '../../../../local/agents/lag.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';

describe('Lag', () => {
  it('shows the tip at once unless the cluster lags', () => {
    const lag = new Lag(new VirtualClock(0), () => ({ mode: 'healthy' }));
    expect(lag.see('a')).toBe('a');
    expect(lag.see('b')).toBe('b');
  });

  it('shows the commit before for as long as it lags, also when more commits come', async () => {
    let behaviour: Behaviour = { mode: 'healthy' };
    const clock = new VirtualClock(0);
    const lag = new Lag(clock, () => behaviour);
    lag.see('a');
    behaviour = { mode: 'lagging', delayMs: 1000 };
    expect(lag.see('b')).toBe('a');
    await clock.advance(999);
    expect(lag.see('c')).toBe('a');
    await clock.advance(1);
    expect(lag.see('c')).toBe('c');
    expect(lag.see('d')).toBe('c');
    behaviour = { mode: 'healthy' };
    expect(lag.see('d')).toBe('d');
  });

  it('shows nothing to a cluster that lags from its first moment', () => {
    const lag = new Lag(new VirtualClock(0), () => ({ mode: 'lagging', delayMs: 1000 }));
    expect(lag.see('a')).toBeUndefined();
  });
});
