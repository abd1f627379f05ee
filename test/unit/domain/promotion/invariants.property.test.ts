import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, rebuild } from '../../../../src/domain/ledger/apply.ts';
import type { Draft } from '../../../../src/domain/ledger/draft.ts';
import type { Stage } from '../../../../src/domain/pipeline/types.ts';
import { complete, fail, reject } from '../../../../src/domain/promotion/outcome.ts';
import { emptyState, isOpen } from '../../../../src/domain/promotion/state.ts';
import { aDraft, beginToWrite, push } from '../../../builders/draft.ts';
import { aDefinition, aStage } from '../../../builders/pipeline.ts';

type Step =
  | { readonly kind: 'push'; readonly minor: number }
  | { readonly kind: 'write' | 'complete' | 'fail' | 'reject'; readonly stage: string };

const STAGES = ['dev', 'eu', 'us', 'prod'];

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('push' as const), minor: fc.nat(15) }),
  fc.record({
    kind: fc.constantFrom('write' as const, 'complete' as const, 'fail' as const, 'reject' as const),
    stage: fc.constantFrom(...STAGES),
  }),
);

type WhenSuperseded = Stage['whenSuperseded'];

const diamond = (whenSuperseded: WhenSuperseded) =>
  aDefinition({
    stages: [
      aStage('dev', { whenSuperseded }),
      aStage('eu', { after: ['dev'], whenSuperseded }),
      aStage('us', { after: ['dev'], whenSuperseded, onFailure: 'continue' }),
      aStage('prod', { after: ['eu', 'us'], whenSuperseded }),
    ],
  });

function take(draft: Draft, definition: ReturnType<typeof diamond>, step: Step): void {
  if (step.kind === 'push') {
    const known = Object.values(draft.state.releases).some(({ tags }) => tags.includes(`1.${step.minor}.0`));
    if (!known) push(draft, definition, `1.${step.minor}.0`, step.minor.toString(16));
    return;
  }
  const promotion = draft.state.promotions[draft.state.stages[step.stage]?.active ?? ''];
  if (promotion === undefined) return;
  if (step.kind === 'write') beginToWrite(draft, step.stage);
  else if (step.kind === 'complete') complete(draft, promotion, definition);
  else if (step.kind === 'reject') reject(draft, promotion, definition.pipeline, 'no');
  else fail(draft, promotion, definition.pipeline, 'broken');
}

function mustHold(draft: Draft, whenSuperseded: WhenSuperseded): void {
  const { stages, promotions, releases } = draft.state;
  for (const { stage, active, waiting, current } of Object.values(stages)) {
    const open = Object.values(promotions).filter((p) => p.stage === stage && isOpen(p));
    // I1, and nothing is forgotten: who is open either has the stage or waits for it.
    expect(open.map(({ id }) => id).sort()).toEqual([...(active ? [active] : []), ...waiting].sort());
    expect(open.filter(({ status }) => status !== 'waiting').length).toBeLessThanOrEqual(1);
    if (waiting.length > 0) expect(active).toBeDefined();
    if (whenSuperseded === 'latest') expect(waiting.length).toBeLessThanOrEqual(1);
    // Newer is decided by the tag rule: what a stage has is the newest that ever passed it.
    const passed = Object.values(releases).filter((release) => release.passed[stage]);
    const newest = Math.max(...passed.map(({ tags }) => Number(tags[0]?.split('.')[1])));
    if (current) expect(Number(current.tag.split('.')[1])).toBe(newest);
  }
  for (const { stage, release } of Object.values(promotions)) {
    // I2: nobody is in a stage whose predecessors it has not passed.
    const after = stage === 'prod' ? ['eu', 'us'] : stage === 'dev' ? [] : ['dev'];
    for (const before of after) expect(releases[release]?.passed[before]).toBeDefined();
  }
}

describe.each(['latest', 'queue', 'verify-each'] as const)(
  'whatever happens in whatever order (%s)',
  (whenSuperseded) => {
    it('keeps one promotion per stage, every outcome single, and the ledger equal to the state', () => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
          const draft = aDraft();
          const definition = diamond(whenSuperseded);
          for (const next of steps) {
            take(draft, definition, next);
            mustHold(draft, whenSuperseded);
          }
          expect(rebuild(emptyState('checkout'), draft.entries)).toEqual(draft.state);
        }),
        { numRuns: 200 },
      );
    });
  },
);

describe('whatever happens in whatever order (verify-each)', () => {
  it('only a release that came too late is skipped: the stage was already taken by, or for, a newer one', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const draft = aDraft();
        for (const next of steps) take(draft, diamond('verify-each'), next);
        let state = emptyState('checkout');
        const tooLate = new Set<string>();
        for (const entry of draft.entries) {
          if (entry.type === 'promotion-requested') {
            const { active, current } = state.stages[entry.stage] ?? {};
            const taken = [current?.tag, state.promotions[active ?? '']?.tag];
            if (taken.some((tag) => tag !== undefined && minorOf(tag) > minorOf(entry.tag)))
              tooLate.add(entry.promotion);
          }
          if (entry.type === 'promotion-superseded') expect(tooLate).toContain(entry.promotion);
          state = apply(state, entry);
        }
      }),
      { numRuns: 200 },
    );
  });
});

const minorOf = (tag: string): number => Number(tag.split('.')[1]);
