import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../../src/domain/ledger/draft.ts';
import { whyRollBack } from '../../../../src/domain/promotion/canary-rollback.ts';
import { identity } from '../../../../src/domain/promotion/identity.ts';
import { complete, fail, reject } from '../../../../src/domain/promotion/outcome.ts';
import { mark } from '../../../../src/domain/promotion/rollback.ts';
import { activeIn, aDraft, beginToWrite, NOON, push } from '../../../builders/draft.ts';
import { aDefinition, aStage, aTarget } from '../../../builders/pipeline.ts';

const waves = [[aTarget('dev-eu-1')], [aTarget('dev-us-1')]];
const withRule = (onFailure: 'rollback' | 'hold') => {
  const stage = aStage('dev', { waves, onFailure });
  return { stage, definition: aDefinition({ stages: [stage] }) };
};
const { stage, definition } = withRule('rollback');
const [ours, later] = waves.flat().map(({ overlay }) => overlay);

function commit(draft: Draft, minute = 0): void {
  const promotion = beginToWrite(draft, 'dev');
  const requestedAt = new Date(NOON + minute * 60_000).toISOString();
  const made = { wave: promotion.wave, commit: 'c0ffee', changed: true, requestedAt, files: [] };
  draft.record({ type: 'wave-committed', ...identity(promotion), ...made });
}

/** 1.0.0 has the stage; the first wave of 1.1.0 is committed. */
function underWay(): Draft {
  const draft = aDraft();
  push(draft, definition, '1.0.0', 'a');
  commit(draft);
  complete(draft, activeIn(draft, 'dev'), definition);
  push(draft, definition, '1.1.0', 'b');
  commit(draft);
  return draft;
}

const why = (draft: Draft, begunAt?: number, overlay = ours ?? '') =>
  whyRollBack(draft.state, stage, overlay, begunAt);

describe('a canary is rolled back', () => {
  it('not while its promotion is under way, nor once it was promoted, nor before there was any', () => {
    const draft = underWay();
    expect(why(draft)).toBeUndefined();
    complete(draft, activeIn(draft, 'dev'), definition);
    expect(why(draft)).toBeUndefined();
    expect(why(aDraft())).toBeUndefined();
  });

  it('when the release of its promotion is marked as bad, be it over or not', () => {
    const draft = underWay();
    const { release } = activeIn(draft, 'dev');
    mark(draft, definition.pipeline, release, 'leaks');
    expect(why(draft)).toBe(`${release} is marked as bad: leaks`);
    complete(draft, activeIn(draft, 'dev'), definition);
    expect(why(draft)).toBe(`${release} is marked as bad: leaks`);
  });

  it('when its promotion has failed, and only where that has written', () => {
    const { definition: holding } = withRule('hold');
    const draft = underWay();
    fail(draft, activeIn(draft, 'dev'), holding.pipeline, 'too slow');
    expect(why(draft)).toBe('1.1.0 has failed: too slow');
    expect(why(draft, undefined, later)).toBeUndefined();
  });

  it('while the stage is rolled back, until what is put back has a canary of its own', () => {
    const draft = underWay();
    fail(draft, activeIn(draft, 'dev'), definition.pipeline, 'too slow');
    expect(activeIn(draft, 'dev').rollback).toBeDefined();
    expect(why(draft, NOON)).toBe('the stage goes back to 1.0.0');
    commit(draft, 5);
    expect(why(draft, NOON)).toBe('the stage goes back to 1.0.0');
    expect(why(draft, NOON + 6 * 60_000)).toBeUndefined();
    expect(why(draft)).toBeUndefined();
  });

  it('not by a promotion that ended before it wrote', () => {
    const draft = underWay();
    complete(draft, activeIn(draft, 'dev'), definition);
    push(draft, definition, '1.2.0', 'c');
    reject(draft, activeIn(draft, 'dev'), definition.pipeline, 'no');
    expect(why(draft)).toBeUndefined();
  });
});
