import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../../src/domain/ledger/draft.ts';
import {
  compareForTurn,
  isBehind,
  newerIn,
  orderingTag,
  tagOf,
} from '../../../../src/domain/promotion/order.ts';
import { complete, fail } from '../../../../src/domain/promotion/outcome.ts';
import { type CurrentDefinition, requestEligible } from '../../../../src/domain/promotion/request.ts';
import { TERMINAL } from '../../../../src/domain/promotion/status.ts';
import { releaseId } from '../../../../src/domain/release.ts';
import { aDraft, beginToWrite } from '../../../builders/draft.ts';
import { aDefinition, aDigest, aPipeline, aStage, IMAGE } from '../../../builders/pipeline.ts';

const semver = { kind: 'semver', range: '*' } as const;
const artifacts = [
  { name: 'frontend', image: `${IMAGE}/frontend`, tags: semver },
  {
    name: 'backend',
    image: `${IMAGE}/backend`,
    tags: { kind: 'pattern', pattern: '^main-[0-9]+$' } as const,
  },
];
const shop = aPipeline({ artifacts, complete: 'any' });
const ordering = (frontend: string, backend: string) => `frontend ${frontend}, backend ${backend}`;
const released = (...tags: readonly [string, string]) => ({
  tags: [],
  artifacts: artifacts.map(({ name, image }, index) => ({
    ...{ name, image, tag: tags[index] ?? '', digest: aDigest('a') },
  })),
});

describe('a release whose artifacts each have a tag of their own', () => {
  it('is called by all of them; under one tag, or of one artifact, by the tag', () => {
    expect(orderingTag(shop, released('1.0.0', 'main-7'))).toBe('frontend 1.0.0, backend main-7');
    const together = aPipeline({ artifacts, complete: 'same-tag' });
    expect(orderingTag(together, { ...released('1.0.0', '1.0.0'), tags: ['1.0.0', '1.0.1'] })).toBe('1.0.1');
  });

  it('is called by the tag of the first where git has a v before it', () => {
    const together = aPipeline({ artifacts, complete: 'same-tag' });
    const tags = ['1.0.0', 'v1.0.0'];
    expect(orderingTag(together, { ...released('1.0.0', 'v1.0.0'), tags })).toBe('1.0.0');
    expect(orderingTag(aPipeline(), { ...released('1.0.0', 'v1.0.0'), tags })).toBe('v1.0.0');
  });

  it('is behind another that is newer in any of them', () => {
    const [old, newer] = [ordering('1.9.0', 'main-9'), ordering('1.10.0', 'main-10')];
    const [ahead, aside] = [ordering('1.10.0', 'main-9'), ordering('1.9.0', 'main-10')];
    expect([isBehind(shop, old, newer), isBehind(shop, newer, old)]).toEqual([true, false]);
    expect([isBehind(shop, old, ahead), isBehind(shop, ahead, old)]).toEqual([true, false]);
    expect([isBehind(shop, aside, ahead), isBehind(shop, ahead, aside)]).toEqual([true, true]);
    expect([isBehind(shop, old, old), isBehind(undefined, old, newer)]).toEqual([false, false]);
  });

  it('is compared in what both have; a tag alone was that of the first artifact', () => {
    expect(isBehind(shop, ordering('1.0.0', 'main-1'), '0.9.0')).toBe(false);
    expect(isBehind(shop, ordering('1.0.0', 'main-1'), '1.1.0')).toBe(true);
    expect(isBehind(shop, 'backend main-1', 'frontend 7.0.0')).toBe(false);
    expect(isBehind(aPipeline({ artifacts: [] }), '1.0.0', '2.0.0')).toBe(false);
  });

  it('says in which artifact it is newer', () => {
    expect(newerIn(shop, ordering('1.0.0', 'main-9'), ordering('1.0.0', 'main-8'))).toBe(
      'backend main-9 is newer than main-8',
    );
    expect(newerIn(shop, ordering('1.0.0', 'main-9'), ordering('1.0.0', 'main-9'))).toBe(
      'frontend 1.0.0, backend main-9 is newer than frontend 1.0.0, backend main-9',
    );
    expect(newerIn(aPipeline(), '1.1.0', '1.0.0')).toBe('1.1.0 is newer than 1.0.0');
  });

  it('is written with the tag of each; one that all share may have changed since', () => {
    const one = { tag: '1.0.0' };
    expect(tagOf('1.0.1', one, [one, one])).toBe('1.0.1');
    expect(tagOf('v1.0.0', one, [one, { tag: 'v1.0.0' }])).toBe('1.0.0');
    expect(tagOf(ordering('1.0.0', '1.0.0'), one, [one, one])).toBe('1.0.0');
  });
});

const versions = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
const called = ([frontend, backend]: readonly [number, number]) =>
  ordering(`1.0.${frontend}`, `main-${backend}`);

it('releases take turns by the first artifact in which they differ', () => {
  const turn = (a: string, b: string) => Math.sign(compareForTurn(shop, a, b));
  expect(turn(ordering('1.0.0', 'main-1'), ordering('1.0.0', 'main-1'))).toBe(0);
  expect(turn(ordering('1.0.0', 'main-2'), ordering('1.0.0', 'main-1'))).toBe(1);
  expect(turn(ordering('1.0.0', 'main-2'), ordering('1.0.1', 'main-1'))).toBe(-1);
});

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
