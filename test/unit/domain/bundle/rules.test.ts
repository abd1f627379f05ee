import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Arrival,
  MOST_ARRIVALS,
  MOST_SETS,
  withArrival,
} from '../../../../src/domain/bundle/arrival.ts';
import { type Bundled, completedBy, dueOf, isNewest } from '../../../../src/domain/bundle/complete.ts';
import { incompleteOf } from '../../../../src/domain/bundle/incomplete.ts';
import type { Complete } from '../../../../src/domain/pipeline/types.ts';
import { aDigest, IMAGE } from '../../../builders/pipeline.ts';

const NAMES = ['frontend', 'backend', 'chart'] as const;
const MINUTE = 60_000;
const NOON = Date.parse('2026-11-20T12:00:00Z');
const shop = (complete: Complete): Bundled => ({
  artifacts: [
    { name: 'frontend', image: `${IMAGE}/frontend`, tags: { kind: 'semver', range: '>=1.0.0' } },
    { name: 'backend', image: `${IMAGE}/backend`, tags: { kind: 'pattern', pattern: '^main-[0-9]+$' } },
    { name: 'chart', image: `${IMAGE}/chart`, kind: 'chart', tags: { kind: 'semver', range: '*' } },
  ],
  complete,
});

interface Come {
  readonly name: string;
  readonly tag: string;
  readonly minute?: number;
  readonly revision?: string;
}

/** What is there after pushes, each recorded as `recordPush` records it. */
function arrivalsOf(pipeline: Bundled, pushes: readonly Come[]): Arrival[] {
  return pushes.reduce<Arrival[]>(
    (arrivals, push) => withArrival(arrivals, arrival(pipeline, arrivals, push)),
    [],
  );
}

function arrival(pipeline: Bundled, arrivals: readonly Arrival[], { name, tag, ...more }: Come): Arrival {
  const artifact = pipeline.artifacts.find((one) => one.name === name);
  if (artifact === undefined) throw new Error(name);
  return {
    ...{ name, image: artifact.image, tag, digest: aDigest('a') },
    at: new Date(NOON + (more.minute ?? 0) * MINUTE).toISOString(),
    ...(more.revision !== undefined && { revision: more.revision }),
    ...(pipeline.complete !== 'same-label' && isNewest(artifact, arrivals, tag) && { newest: true }),
  };
}

const tagsOf = (release: readonly { tag: string }[] | undefined) => release?.map(({ tag }) => tag);
const completed = (pipeline: Bundled, before: readonly Come[], last: Come) => {
  const arrivals = arrivalsOf(pipeline, before);
  return tagsOf(completedBy(pipeline, arrivals, arrival(pipeline, arrivals, last)));
};
const sentences = (pipeline: Bundled, pushes: readonly Come[], isReleased = false) =>
  incompleteOf(pipeline, arrivalsOf(pipeline, pushes), async () => isReleased);

const FIRST: readonly Come[] = [
  { name: 'frontend', tag: '1.0.0' },
  { name: 'backend', tag: 'main-9' },
  { name: 'chart', tag: '0.1.0' },
];

describe('any', () => {
  const pipeline = shop('any');

  it('is the newest of each, by the rule of each, at every push', () => {
    expect(completed(pipeline, FIRST.slice(0, 2), { name: 'chart', tag: '0.1.0' })).toEqual([
      '1.0.0',
      'main-9',
      '0.1.0',
    ]);
    expect(completed(pipeline, FIRST, { name: 'backend', tag: 'main-10' })).toEqual([
      '1.0.0',
      'main-10',
      '0.1.0',
    ]);
    expect(completed(pipeline, FIRST, { name: 'chart', tag: '0.0.9_7' })).toBeUndefined();
    expect(completed(pipeline, FIRST, { name: 'chart', tag: '0.2.0_7' })).toEqual([
      '1.0.0',
      'main-9',
      '0.2.0_7',
    ]);
  });

  it('makes no release of a push that is older than what had come, and of none while one is missing', () => {
    expect(completed(pipeline, FIRST, { name: 'backend', tag: 'main-8' })).toBeUndefined();
    expect(completed(pipeline, FIRST.slice(1), { name: 'backend', tag: 'main-10' })).toBeUndefined();
  });

  it('never forgets the newest of an artifact that is seldom pushed', () => {
    const many = Array.from({ length: 2 * MOST_SETS }, (_, n) => ({ name: 'frontend', tag: `1.${n}.0` }));
    const old = Array.from({ length: 2 * MOST_SETS }, (_, n) => ({ name: 'backend', tag: `main-${n % 9}` }));
    const last = { name: 'frontend', tag: '2.0.0' };
    expect(completed(pipeline, [...FIRST, ...many, ...old], last)).toEqual(['2.0.0', 'main-9', '0.1.0']);
    expect(arrivalsOf(pipeline, [...FIRST, ...many, ...old]).length).toBeLessThanOrEqual(MOST_SETS + 3);
  });

  it('says what has not come yet, and nothing once all have', async () => {
    expect(await sentences(pipeline, [])).toEqual([]);
    expect(await sentences(pipeline, FIRST.slice(0, 2))).toEqual([
      'frontend 1.0.0, backend main-9 waits for chart since 2026-11-20 12:00 UTC',
    ]);
    expect(await sentences(pipeline, FIRST)).toEqual([]);
  });
});

describe('wait', () => {
  const pipeline = shop({ waitMs: 10 * MINUTE });
  const late = { name: 'chart', tag: '0.2.0', minute: 7 };
  const due = (pushes: readonly Come[], minute: number) =>
    tagsOf(dueOf(pipeline, arrivalsOf(pipeline, pushes), NOON + minute * MINUTE));

  it('is the newest of each, once nothing has come for so long', () => {
    expect([due(FIRST, 9), due(FIRST, 10)]).toEqual([undefined, ['1.0.0', 'main-9', '0.1.0']]);
    expect([due([...FIRST, late], 16), due([...FIRST, late], 17)]).toEqual([
      undefined,
      ['1.0.0', 'main-9', '0.2.0'],
    ]);
    expect(due(FIRST.slice(1), 60)).toBeUndefined();
  });

  it('does not wait for what is older than what had come, and is completed by no push', () => {
    const older = { name: 'backend', tag: 'main-1', minute: 9 };
    expect(due([...FIRST, older], 10)).toEqual(['1.0.0', 'main-9', '0.1.0']);
    expect(completed(pipeline, FIRST, { name: 'backend', tag: 'main-10', minute: 30 })).toBeUndefined();
    expect(dueOf(shop('any'), arrivalsOf(shop('any'), FIRST), NOON + 60 * MINUTE)).toBeUndefined();
  });

  it('says until when it waits, unless it is a release', async () => {
    expect(await sentences(pipeline, [...FIRST, late])).toEqual([
      'frontend 1.0.0, backend main-9, chart 0.2.0 will be a release at 2026-11-20 12:17 UTC, unless more comes',
    ]);
    expect(await sentences(pipeline, FIRST, true)).toEqual([]);
    expect(await sentences(pipeline, FIRST.slice(2))).toEqual([
      'chart 0.1.0 waits for frontend and backend since 2026-11-20 12:00 UTC',
    ]);
  });
});

describe('same-label', () => {
  it('remembers so much however often one revision is built, and still the newest build of it', () => {
    const builds = Array.from({ length: 500 }, (_, n) => ({
      name: 'backend',
      tag: `main-${n}`,
      revision: 'a',
    }));
    const pushes = [...builds, { name: 'frontend', tag: '1.0.0', revision: 'a' }];
    const come = { name: 'chart', tag: '0.1.0', revision: 'a' };
    expect(arrivalsOf(pipeline, pushes).length).toBeLessThan(10);
    expect(completed(pipeline, pushes, come)).toEqual(['1.0.0', 'main-499', '0.1.0']);
    expect(completed(pipeline, [...pushes, { name: 'backend', tag: 'main-3', revision: 'a' }], come)).toEqual(
      ['1.0.0', 'main-499', '0.1.0'],
    );
  });

  it('remembers so much however many artifacts there are', () => {
    const arrivals = Array.from({ length: 2_000 }, (_, n) => n).reduce<Arrival[]>(
      (before, n) =>
        withArrival(before, {
          ...{ name: `artifact-${n % 100}`, image: IMAGE, tag: `1.${n}.0`, digest: aDigest('a'), at: '' },
          revision: `${Math.floor(n / 100)}`,
        }),
      [],
    );
    expect(arrivals).toHaveLength(MOST_ARRIVALS);
    expect(arrivals.at(-1)?.tag).toBe('1.1999.0');
  });

  const pipeline = shop('same-label');
  const commit = 'a'.repeat(40);
  const built = (revision: string, ...tags: string[]): Come[] =>
    tags.map((tag, index) => ({ name: NAMES[index] ?? '', tag, revision }));

  it('is one of each that was built from one revision, whatever their tags', () => {
    const [first, ...others] = built('r1', '1.0.0', 'main-9', '0.1.0');
    const mixed = [...built('r2', '1.1.0', 'main-10'), ...others];
    expect(completed(pipeline, mixed, first!)).toEqual(['1.0.0', 'main-9', '0.1.0']);
    expect(completed(pipeline, mixed, { name: 'chart', tag: '0.2.0', revision: 'r2' })).toEqual([
      '1.1.0',
      'main-10',
      '0.2.0',
    ]);
    expect(completed(pipeline, mixed, { name: 'chart', tag: '0.3.0', revision: 'r3' })).toBeUndefined();
    expect(completed(pipeline, mixed, { name: 'frontend', tag: '1.0.0' })).toBeUndefined();
  });

  it('takes the newest of what was built twice from one revision', () => {
    const again = { name: 'backend', tag: 'main-8', revision: 'r1' };
    expect(
      completed(pipeline, [...built('r1', '1.0.0', 'main-9'), again], {
        name: 'chart',
        tag: '0.1.0',
        revision: 'r1',
      }),
    ).toEqual(['1.0.0', 'main-9', '0.1.0']);
  });

  it('says what is missing of which revision, and which artifact names none', async () => {
    expect(
      await sentences(pipeline, [
        ...built('r0', '0.9.0'),
        ...built('r1', '1.0.0', 'main-9', '0.1.0'),
        ...built('old', '0.9.9'),
        ...built('v2', '1.1.0'),
        ...built(commit, '1.2.0', 'main-12'),
        { name: 'chart', tag: '0.2.0' },
      ]),
    ).toEqual([
      'revision aaaaaaaaaaaa waits for chart since 2026-11-20 12:00 UTC',
      'revision v2 waits for backend and chart since 2026-11-20 12:00 UTC',
      'chart 0.2.0 names no source revision, so it is in no release: label it org.opencontainers.image.revision',
    ]);
  });
});

describe('whatever comes in whatever order', () => {
  const push = fc.record({
    name: fc.constantFrom(...NAMES),
    version: fc.integer({ min: 1, max: 4 }),
    minute: fc.constant(0),
  });
  const tagged = ({ name, version }: { name: string; version: number }): Come => {
    const tag =
      { frontend: `1.0.${version}`, backend: `main-${version}`, chart: `0.${version}.0` }[name] ?? '';
    return { name, tag, revision: `r${version}` };
  };

  it('any never goes back in an artifact, and ends with the newest of each', () => {
    fc.assert(
      fc.property(fc.array(push, { maxLength: 20 }), (pushes) => {
        const pipeline = shop('any');
        const come = pushes.map(tagged);
        const releases = come.flatMap((one, index) => {
          const made = completed(pipeline, come.slice(0, index), one);
          return made === undefined ? [] : [made.map((tag) => Number(/\d+(?=\.0$|$)/.exec(tag)?.[0]))];
        });
        for (const [index, release] of releases.entries())
          for (const [component, version] of release.entries())
            expect(version).toBeGreaterThanOrEqual(releases[index - 1]?.[component] ?? 0);
        const newest = NAMES.map((name) =>
          Math.max(0, ...pushes.filter((one) => one.name === name).map(({ version }) => version)),
        );
        if (!newest.includes(0)) expect(releases.at(-1)).toEqual(newest);
      }),
    );
  });

  it('same-label never mixes two revisions', () => {
    fc.assert(
      fc.property(fc.array(push, { maxLength: 20 }), (pushes) => {
        const pipeline = shop('same-label');
        const come = pushes.map(tagged);
        for (const [index, one] of come.entries()) {
          const made = completed(pipeline, come.slice(0, index), one);
          const version = one.revision?.slice(1);
          const wanted = [`1.0.${version}`, `main-${version}`, `0.${version}.0`];
          const before = come.slice(0, index + 1);
          const isComplete = wanted.every((tag) => before.some((other) => other.tag === tag));
          expect(made).toEqual(isComplete ? wanted : undefined);
        }
      }),
    );
  });
});
