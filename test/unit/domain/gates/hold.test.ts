import { describe, expect, it } from 'vitest';
import { evaluateHold } from '../../../../src/domain/gates/hold.ts';
import { TOWPATH } from '../../../../src/domain/ledger/actor.ts';
import { context } from './context.ts';

describe('the hold of a stage', () => {
  const held = (by: Parameters<typeof evaluateHold>[0]['stage']['hold']) =>
    context({ stage: { stage: 'prod', waiting: [], ...(by && { hold: by }) } });

  it('is open while nobody holds the stage', () => {
    expect(evaluateHold(context())).toEqual({
      gate: 'hold',
      state: 'open',
      sentence: 'the stage is not on hold',
    });
  });

  it('is closed without an end, and names who holds it, since when, and why', () => {
    const hold = {
      by: { kind: 'person', name: 'carol' },
      reason: 'INC-7',
      at: '2026-11-20T08:00:30.000Z',
    } as const;
    expect(evaluateHold(held(hold))).toEqual({
      gate: 'hold',
      state: 'closed',
      sentence: 'held by carol since 2026-11-20 08:00:30 UTC: INC-7',
    });
  });

  it('names Towpath where Towpath itself put the stage on hold', () => {
    const hold = { by: TOWPATH, reason: '1.2.0 failed', at: '2026-11-20T08:00:00.000Z' };
    expect(evaluateHold(held(hold)).sentence).toBe(
      'held by Towpath since 2026-11-20 08:00 UTC: 1.2.0 failed',
    );
  });
});
