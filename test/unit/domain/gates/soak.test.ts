import { describe, expect, it } from 'vitest';
import { evaluateSoak } from '../../../../src/domain/gates/soak.ts';
import type { WaveCommit } from '../../../../src/domain/promotion/state.ts';
import { aStage } from '../../../builders/pipeline.ts';
import { ask, at, context, promotion } from './context.ts';

const gate = { wave: 0, soakMs: 600_000 };
const noon = at('2026-11-20T12:00:00Z');

describe('a soak', () => {
  it('is closed until the wave was healthy for so long, to the millisecond', () => {
    expect(evaluateSoak(gate, noon, noon + 599_999)).toEqual({
      gate: 'soak',
      state: 'closed',
      sentence: 'wave 1 is healthy since 2026-11-20 12:00 UTC and soaks until 2026-11-20 12:10 UTC',
      until: '2026-11-20T12:10:00.000Z',
    });
    expect(evaluateSoak(gate, noon, noon + 600_000)).toEqual({
      gate: 'soak',
      state: 'open',
      sentence: 'wave 1 is healthy since 2026-11-20 12:00 UTC, for 10m',
    });
  });
});

describe('the next wave', () => {
  const made: WaveCommit = {
    wave: 0,
    commit: 'c0ffee',
    changed: true,
    requestedAt: '2026-11-20T11:40:00.000Z',
    at: '2026-11-20T11:40:01.000Z',
    files: [],
  };
  const says = (wave: number, commit: WaveCommit, soakMs = 600_000) => {
    const definition = aStage('prod', { soakMs });
    return ask([], context({ definition, promotion: promotion({ wave, commits: [commit] }) })).filter(
      (answer) => answer.gate === 'soak',
    );
  };
  const healthy = { ...made, healthy: { at: '2026-11-20T11:59:00.000Z', targets: [] } };

  it('begins once the wave before has soaked, whatever the clock of who looks says', () => {
    expect(says(1, healthy)).toEqual([
      { gate: 'soak', state: 'open', sentence: 'wave 1 was healthy for 10m at 2026-11-20 11:59 UTC' },
    ]);
  });

  it('does not begin where that is not recorded', () => {
    expect(says(1, made)).toEqual([
      { gate: 'soak', state: 'closed', sentence: 'wave 1 was not healthy for 10m yet' },
    ]);
  });

  it('has no such gate when it is the first, or nothing soaks', () => {
    expect(says(0, made)).toEqual([]);
    expect(says(1, healthy, 0)).toEqual([]);
  });
});
