import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Draft } from '../../../../src/domain/ledger/draft.ts';
import { compareForTurn, isBehind } from '../../../../src/domain/promotion/order.ts';
import { complete, fail } from '../../../../src/domain/promotion/outcome.ts';
import { type CurrentDefinition, requestEligible } from '../../../../src/domain/promotion/request.ts';
import { TERMINAL } from '../../../../src/domain/promotion/status.ts';
import { releaseId } from '../../../../src/domain/release.ts';
import { aDraft, beginToWrite } from '../../../builders/draft.ts';
import { aDefinition, aDigest, aStage } from '../../../builders/pipeline.ts';
import { artifacts, ordering, shop } from './two-artifacts.ts';

const versions = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
const called = ([frontend, backend]: readonly [number, number]) =>
  ordering(`1.0.${frontend}`, `main-${backend}`);

it('a release never takes its turn before one that it is ahead of', () => {
  fc.assert(
    fc.property(versions, versions, (a, b) => {
      const isAhead = isBehind(shop, called(b), called(a)) && !isBehind(shop, called(a), called(b));
      if (isAhead) expect(compareForTurn(shop, called(a), called(b))).toBeGreaterThan(0);
      expect(compareForTurn(shop, called(a), called(b)) === 0).toBe(called(a) === called(b));
    }),
  );
});

type Step = readonly [number, number] | 'write' | 'complete' | 'fail';

function take(draft: Draft, definition: CurrentDefinition, step: Step): void {
  if (typeof step !== 'string') {
    const contents = artifacts.map(({ name, image }, index) => ({
      ...{ name, image, digest: aDigest(String(step[index])) },
      tag: name === 'frontend' ? `1.0.${step[index]}` : `main-${step[index]}`,
    }));
    const id = releaseId('checkout', contents);
    if (draft.state.releases[id] !== undefined) return;
    draft.record({ type: 'release-created', release: id, artifacts: contents });
    requestEligible(draft, definition, draft.state.releases[id]!);
    return;
  }
  const active = draft.state.promotions[draft.state.stages.dev?.active ?? ''];
  if (active === undefined) return;
  if (step === 'write') beginToWrite(draft, 'dev');
  else if (step === 'complete') complete(draft, active, definition);
  else fail(draft, active, definition.pipeline, 'broken');
}

it.each(['latest', 'queue', 'verify-each'] as const)(
  'a stage never goes back in any artifact, whatever releases come in whatever order (%s)',
  (whenSuperseded) => {
    const definition = aDefinition({
      ...{ artifacts, complete: 'same-label' },
      stages: [aStage('dev', { whenSuperseded, onFailure: 'continue' })],
    });
    const step = fc.oneof(versions, fc.constantFrom('write' as const, 'complete' as const, 'fail' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const draft = aDraft();
        let had: string | undefined;
        for (const next of [...steps, ...Array(60).fill('complete' as const)]) {
          take(draft, definition, next);
          const has = draft.state.stages.dev?.current?.tag;
          if (has !== undefined && had !== undefined) expect(isBehind(shop, has, had)).toBe(false);
          had = has;
        }
        // I3: nothing is left without an outcome.
        for (const { status } of Object.values(draft.state.promotions)) expect(TERMINAL).toContain(status);
      }),
    );
  },
);
