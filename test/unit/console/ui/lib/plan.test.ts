import { describe, expect, it } from 'vitest';
import { planSentence, waveSentence } from '../../../../../console/ui/lib/plan.ts';

describe('what happens on approval', () => {
  it.each([
    [{ clusters: ['a'], soakMs: 0, maxUnavailable: 0 }, '1 cluster, one commit'],
    [
      { clusters: ['a', 'b', 'c'], soakMs: 600_000, maxUnavailable: 1 },
      '3 clusters, one commit, then healthy for 10 min; up to 1 may fail',
    ],
  ])('is said of a wave', (wave, sentence) => {
    expect(waveSentence(wave)).toBe(sentence);
  });

  it.each([
    ['rollback', 'the stage is rolled back'],
    ['hold', 'the stage is put on hold as it is'],
    ['continue', 'the stage takes the next release'],
  ] as const)('is said for a failure (%s)', (onFailure, end) => {
    expect(planSentence({ waves: [], timeoutMs: 120_000, onFailure })).toBe(
      `Every target must report health within 2 min of its commit; if a wave fails, ${end}.`,
    );
  });
});
