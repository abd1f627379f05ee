import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Arrival, isBundle, MOST_SETS, withArrival } from '../../../../src/domain/bundle/arrival.ts';
import { completedBy } from '../../../../src/domain/bundle/complete.ts';
import { incompleteOf } from '../../../../src/domain/bundle/incomplete.ts';
import { aDigest, IMAGE } from '../../../builders/pipeline.ts';

const tags = { kind: 'semver', range: '>=1.0.0' } as const;
const NAMES = ['frontend', 'backend', 'worker'] as const;
const pipeline = {
  artifacts: NAMES.map((name) => ({ name, image: `${IMAGE}/${name}`, tags })),
  complete: 'same-tag' as const,
};
const completeUnder = (arrivals: readonly Arrival[], tag: string) => {
  const last = arrivals.findLast((one) => one.tag === tag);
  return last && completedBy(pipeline, arrivals, last);
};
const waiting = (arrivals: readonly Arrival[], of = pipeline) =>
  incompleteOf(of, arrivals, async () => false);
const arrival = (name: string, tag: string, digit = 'a'): Arrival => ({
  name,
  image: `${IMAGE}/${name}`,
  tag,
  digest: aDigest(digit),
  at: '2026-11-20T12:00:00.000Z',
});
const all = (...arrivals: Arrival[]) => arrivals.reduce<Arrival[]>(withArrival, []);

describe('a release of several artifacts', () => {
  it('is complete once each has come under the tag, in the order of the pipeline', () => {
    const come = [arrival('worker', '2.0.0'), arrival('frontend', '2.0.0'), arrival('backend', '1.0.0')];
    expect(completeUnder(come, '2.0.0')).toBeUndefined();
    const names = completeUnder([...come, arrival('backend', '2.0.0')], '2.0.0')?.map(({ name }) => name);
    expect(names).toEqual([...NAMES]);
  });

  it('never has two tags, whatever comes in whatever order', () => {
    const arrivalArb = fc
      .record({
        name: fc.constantFrom(...NAMES),
        tag: fc.constantFrom('1.0.0', '2.0.0', '3.0.0'),
        digit: fc.constantFrom('a', 'b'),
      })
      .map(({ name, tag, digit }) => arrival(name, tag, digit));
    fc.assert(
      fc.property(fc.array(arrivalArb, { maxLength: 20 }), (arrivals) => {
        const state = all(...arrivals);
        for (const tag of ['1.0.0', '2.0.0', '3.0.0']) {
          const complete = completeUnder(state, tag);
          const latest = NAMES.map((name) =>
            arrivals.findLast((one) => one.name === name && one.tag === tag),
          );
          expect(complete?.map(({ digest }) => digest)).toEqual(
            latest.includes(undefined) ? undefined : latest.map((one) => one?.digest),
          );
        }
      }),
    );
  });

  it('is not made of an artifact that the pipeline had elsewhere', () => {
    const moved = { ...arrival('backend', '2.0.0'), image: 'ecr.example/backend' };
    expect(completeUnder([arrival('frontend', '2.0.0'), arrival('worker', '2.0.0'), moved], '2.0.0')).toBe(
      undefined,
    );
  });
});

it('forgets the tags to which nothing came for longest', () => {
  const old = arrival('frontend', '1.0.0');
  const others = Array.from({ length: MOST_SETS }, (_, minor) => arrival('frontend', `1.${minor + 1}.0`));
  expect(all(old, ...others)).toEqual(others);
  expect(all(old, ...others.slice(1), arrival('backend', '1.0.0'))).toContainEqual(old);
});

it('takes a version with v before it for the same, and that of a chart', () => {
  const [frontend, backend, worker] = pipeline.artifacts;
  const any = { kind: 'semver', range: '>=1.0.0' } as const;
  const artifacts = [
    { name: 'frontend', image: frontend?.image ?? '', tags: any },
    { name: 'backend', image: backend?.image ?? '', kind: 'chart' as const, tags: any },
    { name: 'worker', image: worker?.image ?? '', kind: 'git' as const, tags: any },
  ];
  const come = [arrival('frontend', '2.0.0'), arrival('backend', '2.0.0_7'), arrival('worker', 'v2.0.0')];
  const complete = { artifacts, complete: 'same-tag' as const };
  expect(completedBy(complete, come, arrival('worker', 'v2.0.0'))).toBeUndefined();
  const tags = completedBy(complete, come, arrival('backend', '2.0.0'))?.map(({ tag }) => tag);
  expect(tags).toEqual(['2.0.0', '2.0.0', 'v2.0.0']);
});

describe('what is incomplete', () => {
  it('says what it waits for, newest first', async () => {
    const arrivals = all(
      arrival('frontend', '2.0.0'),
      arrival('backend', '2.1.0'),
      arrival('worker', '2.1.0'),
      arrival('frontend', '2.2.0'),
      arrival('backend', '3.0.0'),
    );
    expect(await waiting(arrivals)).toEqual([
      '3.0.0 waits for frontend and worker since 2026-11-20 12:00 UTC',
      '2.2.0 waits for backend and worker since 2026-11-20 12:00 UTC',
      '2.1.0 waits for frontend since 2026-11-20 12:00 UTC',
      '2.0.0 waits for backend and worker since 2026-11-20 12:00 UTC',
    ]);
  });

  it('is nothing that a complete release has overtaken, and nothing that the rule refuses', async () => {
    const complete = NAMES.map((name) => arrival(name, '2.0.0'));
    expect(
      await waiting(all(arrival('backend', '1.0.0'), arrival('backend', 'main-1'), ...complete)),
    ).toEqual([]);
  });

  it('is nothing where one artifact is the release', async () => {
    const one = { ...pipeline, artifacts: pipeline.artifacts.slice(0, 1) };
    expect([isBundle(pipeline), isBundle(one)]).toEqual([true, false]);
    expect(await waiting(all(arrival('backend', '1.0.0')), one)).toEqual([]);
  });
});
