import { describe, expect, it } from 'vitest';
import { decideGates, OVERRIDABLE, ROLLBACK_UNDER } from '../../../../src/domain/gates/index.ts';
import { mayOverride, overridersOf } from '../../../../src/domain/gates/override.ts';
import type { Settings } from '../../../../src/domain/pipeline/types.ts';
import type { GateOverride, Promotion } from '../../../../src/domain/promotion/state.ts';
import { aStage } from '../../../builders/pipeline.ts';
import { approval, ask, at, context, freeze, promotion, settings, vote } from './context.ts';

/** Friday evening, in the freeze. */
const frozen = at('2026-11-20T16:00:00Z');
const allowing = (...gates: ('approval' | 'freeze' | 'after')[]): Settings => ({
  ...settings(),
  overrides: gates.map((gate) => ({ gate, from: ['security'] })),
});
const by = (person: string, gate: string): GateOverride => ({
  gate,
  person,
  reason: 'incident 42',
  said: 'closed then',
  at: '2026-11-20T15:00:00.000Z',
});
const says = (of: Partial<Promotion>, rules = allowing('approval', 'freeze', 'after'), now = frozen) =>
  ask([approval(), freeze()], context({ now, promotion: promotion(of), settings: rules }));

describe('who may override a gate', () => {
  it('is a member of a group that settings name for it', () => {
    const rules = allowing('freeze');
    expect(overridersOf(rules, 'freeze')).toEqual(['security']);
    expect(overridersOf(settings(), 'freeze')).toEqual([]);
    expect(mayOverride(rules, 'freeze', 'sam')).toBe(true);
    expect(mayOverride(rules, 'freeze', 'alice')).toBe(false);
    expect(mayOverride(rules, 'approval', 'sam')).toBe(false);
    expect(OVERRIDABLE).toEqual(['after', 'approval', 'freeze']);
  });
});

describe('an overridden gate', () => {
  it('is open, and says who opened it and why', () => {
    const answers = says({ overrides: [by('sam', 'freeze')] });
    expect(answers.map(({ gate, state }) => `${gate} ${state}`)).toEqual([
      'stop open',
      'hold open',
      'approval closed',
      'freeze open',
    ]);
    expect(answers[3]?.sentence).toBe('overridden by sam at 2026-11-20 15:00 UTC: incident 42 (closed then)');
  });

  it('is closed again for whom settings no longer allow, and says so', () => {
    const [, , , answer] = says({ overrides: [by('sam', 'freeze')] }, allowing('approval'));
    expect(answer).toMatchObject({
      state: 'closed',
      sentence: expect.stringMatching(/; sam may no longer override it$/),
    });
  });

  it('speaks for itself when it is open anyway', () => {
    const [, , , answer] = says(
      { overrides: [by('sam', 'freeze')] },
      allowing('freeze'),
      at('2026-11-20T12:00:00Z'),
    );
    expect(answer).toMatchObject({ state: 'open', sentence: expect.stringContaining('no freeze until') });
  });

  it('outlasts the expiry of its votes, and no rejection', () => {
    const overrides = [by('sam', 'approval'), by('sam', 'freeze')];
    const late = at('2026-12-24T12:00:00Z');
    expect(decideGates(says({ overrides }, undefined, late)).verdict).toBe('open');
    const votes = [vote('bob', 'reject')];
    expect(decideGates(says({ overrides, votes }))).toMatchObject({
      verdict: 'refused',
      sentence: expect.stringContaining('rejected by bob'),
    });
  });

  it('is after, for a release that came past a stage', () => {
    const definition = aStage('prod', { after: ['staging'] });
    const of = (rules: Settings) =>
      ask([], {
        ...context({
          settings: rules,
          definition,
          promotion: promotion({ overrides: [by('sam', 'after')] }),
        }),
      })[2];
    expect(of(allowing('after'))).toMatchObject({ gate: 'after', state: 'open' });
    expect(of(allowing())).toMatchObject({ gate: 'after', state: 'closed' });
  });
});

describe('a rollback', () => {
  const hold = { by: { kind: 'towpath' }, reason: 'failed', at: '2026-11-20T15:00:00.000Z' } as const;
  const verdicts = (rollback?: Settings['rollback']) =>
    ask([freeze()], {
      ...context({ now: frozen, promotion: promotion({ rollback: { overlays: ['a'] } }) }),
      settings: { ...settings(), ...(rollback && { rollback }) },
      stage: { stage: 'prod', active: 'p1', waiting: [], hold },
      stops: [{ scope: { kind: 'everything' }, by: hold.by, reason: 'incident', at: hold.at }],
    });

  it('is held back by nothing unless settings say so', () => {
    expect(ROLLBACK_UNDER).toEqual(['stop', 'hold', 'freeze']);
    expect(verdicts().map(({ state }) => state)).toEqual(['open', 'open', 'open']);
    expect(verdicts()[1]?.sentence).toBe(
      'holds back no rollback: held by Towpath since 2026-11-20 15:00 UTC: failed',
    );
  });

  it('waits at the gates that settings do not name', () => {
    expect(verdicts({ under: ['freeze'] }).map(({ state }) => state)).toEqual(['closed', 'closed', 'open']);
    expect(verdicts({ under: [] }).map(({ state }) => state)).toEqual(['closed', 'closed', 'closed']);
  });
});
