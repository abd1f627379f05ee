import { describe, expect, it } from 'vitest';
import type { GateAnswer } from '../../../../src/domain/gates/answer.ts';
import { identity } from '../../../../src/domain/promotion/identity.ts';
import { dueAt } from '../../../../src/domain/promotion/overdue.ts';
import type { Promotion } from '../../../../src/domain/promotion/state.ts';
import { activeIn, aDraft, beginToWrite, NOON, push } from '../../../builders/draft.ts';
import { aDefinition, aStage } from '../../../builders/pipeline.ts';

const MINUTE = 60_000;
const stage = aStage('dev', { soakMs: 60 * MINUTE });

function aPromotion(change: Partial<Promotion> = {}): Promotion {
  const draft = aDraft();
  push(draft, aDefinition(), '1.0.0', 'a');
  return { ...activeIn(draft, 'dev'), ...change };
}

function verifying(): Promotion {
  const draft = aDraft();
  push(draft, aDefinition(), '1.0.0', 'a');
  const of = identity(beginToWrite(draft, 'dev'));
  const requestedAt = new Date(NOON).toISOString();
  const made = { wave: 0, commit: 'c', changed: true, requestedAt, files: [] };
  draft.record({ type: 'wave-committed', ...of, ...made });
  return activeIn(draft, 'dev');
}

const minutes = (promotion: Promotion): number | undefined => {
  const due = dueAt(promotion, stage);
  return due === undefined ? undefined : (due - NOON) / MINUTE;
};

it('gives a promotion a day to get its stage, counted from the request where nothing else is known', () => {
  const { since: _, ...undated } = aPromotion({ status: 'waiting' });
  expect(minutes(undated)).toBe(24 * 60);
});

describe('at the gates', () => {
  const gated = (...gates: readonly [gate: string, state: GateAnswer['state']][]) =>
    minutes(aPromotion({ gates: gates.map(([gate, state]) => ({ gate, state, sentence: '' })) }));

  it('gives people three days to approve or to merge, when only they keep it', () => {
    expect(gated(['stop', 'open'], ['approval', 'closed'])).toBe(3 * 24 * 60);
    expect(gated(['pull-request', 'closed'], ['approval', 'closed'])).toBe(3 * 24 * 60);
  });

  it('has no opinion of waiting for anything else, for people besides it, or for nothing that is known', () => {
    expect(gated(['freeze', 'closed'])).toBeUndefined();
    expect(gated(['approval', 'closed'], ['freeze', 'closed'])).toBeUndefined();
    expect(gated(['approval', 'open'])).toBeUndefined();
    expect(minutes(aPromotion())).toBeUndefined();
  });
});

it('gives a step a quarter of an hour', () => {
  expect(minutes(aPromotion({ status: 'committing' }))).toBe(15);
  expect(minutes(aPromotion({ wave: 1 }))).toBe(15);
});

it('gives a wave its deadline, its grace and five minutes', () => {
  expect(minutes(verifying())).toBe(15 + 1 + 5);
  expect(minutes({ ...verifying(), commits: [] })).toBe(15 + 1 + 5);
});

it('gives a wave that soaks the rest of the soak', () => {
  const soakingSince = new Date(NOON + 10 * MINUTE).toISOString();
  expect(minutes({ ...verifying(), soakingSince })).toBe(10 + 60 + 1 + 5);
});

it('expects nothing of what has ended', () => {
  expect(minutes(aPromotion({ status: 'failed' }))).toBeUndefined();
});
