import { describe, expect, it } from 'vitest';
import { evaluateAfter, stagesMissing } from '../../../../src/domain/gates/after.ts';
import { aStage } from '../../../builders/pipeline.ts';
import { ask, context } from './context.ts';

const passage = { promotion: 'p0', at: '2026-11-19T12:00:00.000Z' };
const prod = aStage('prod', { after: ['staging', 'load-test'] });

describe('the order of stages', () => {
  it('is open when the release has passed every stage before, and says when', () => {
    const passed = { staging: passage, 'load-test': passage };
    expect(evaluateAfter(prod, { id: 'r1', passed })).toEqual({
      gate: 'after',
      state: 'open',
      sentence: 'passed staging at 2026-11-19 12:00 UTC and load-test at 2026-11-19 12:00 UTC',
    });
    expect(stagesMissing(prod, { id: 'r1', passed })).toBeUndefined();
  });

  it('is closed without an end while one of them is missing', () => {
    expect(evaluateAfter(prod, { id: 'r1', passed: { staging: passage } })).toEqual({
      gate: 'after',
      state: 'closed',
      sentence: 'r1 has not passed load-test, which prod comes after',
    });
    expect(stagesMissing(prod, { id: 'r1', passed: {} })).toBe(
      'r1 has not passed staging and load-test, which prod comes after',
    );
  });

  it('lets a release come again that was in the stage before another one was put before it', () => {
    const passed = { staging: passage, prod: passage };
    expect(evaluateAfter(prod, { id: 'r1', passed })).toMatchObject({
      state: 'open',
      sentence: 'was in prod before; r1 has not passed load-test, which prod comes after',
    });
  });

  it('is asked of stages that come after others, and of no first stage', () => {
    const names = (after: string[]) =>
      ask([], context({ definition: aStage('prod', { after }) })).map(({ gate }) => gate);
    expect(names([])).toEqual(['stop', 'hold']);
    expect(names(['staging'])).toEqual(['stop', 'hold', 'after']);
  });
});
