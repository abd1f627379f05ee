import { describe, expect, it } from 'vitest';
import { viewPipeline } from '../../../src/app/queries/fleet.ts';
import { verifyLedger } from '../../../src/app/queries/ledger.ts';
import { recordPush } from '../../../src/app/record-push.ts';
import type { SweepPorts } from '../../../src/app/sweep/ports.ts';
import { sweep } from '../../../src/app/sweep/sweep.ts';
import type { Complete } from '../../../src/domain/pipeline/types.ts';
import { aDigest, aPipeline, aStage, IMAGE } from '../../builders/pipeline.ts';
import { active, aFleet, define } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { FakeRegistry, FakeSweepMemory } from '../../fakes/registry.ts';
import { commit } from './steps.ts';

const NAMES = ['frontend', 'backend', 'worker'] as const;
type Name = (typeof NAMES)[number];
const MINUTE = 60_000;
/** Each has versions of its own; what belongs together ends alike. */
const TAGS: Readonly<Record<Name, (version: number) => string>> = {
  frontend: (version) => `1.0.${version}`,
  backend: (version) => `main-${version}`,
  worker: (version) => `0.${version}.0`,
};
const shop = (complete: Complete) =>
  aPipeline({
    artifacts: NAMES.map((name) => ({
      ...{ name, image: `${IMAGE}/${name}` },
      tags:
        name === 'backend' ? { kind: 'pattern', pattern: '^main-[0-9]+$' } : { kind: 'semver', range: '*' },
    })),
    complete,
    stages: [aStage('dev')],
  });

const digestOf = (name: Name, version: number) =>
  aDigest((NAMES.indexOf(name) + NAMES.length * version).toString(16));

async function push(fleet: Fakes, name: Name, version: number): Promise<void> {
  const digest = digestOf(name, version);
  fleet.labels.label(digest, `main@sha1:${String(version).repeat(40)}`);
  await recordPush(fleet.ports, { image: `${IMAGE}/${name}`, tag: TAGS[name](version), digest });
}

/** The versions in each release, in the order of the releases. */
const releases = ({ ledger }: Fakes): number[][] =>
  ledger
    .entries('checkout')
    .flatMap((entry) => (entry.type === 'release-created' ? [entry.artifacts] : []))
    .map((artifacts) =>
      artifacts.map(({ name, tag }) => [1, 2, 3].find((n) => TAGS[name as Name](n) === tag) ?? 0),
    );

const outcomes = ({ ledger }: Fakes): string[] =>
  Object.values(ledger.state('checkout').promotions).map(({ tag, status }) => `${tag}: ${status}`);

async function sweepAt(fleet: Fakes, minutes: number): Promise<void> {
  const { clock, configuration, repository } = fleet;
  clock.advance(minutes * MINUTE);
  // There are no pipeline files: the branch is as it was looked at.
  await configuration.putReport({ commit: await repository.tip(), at: '', problems: [] });
  const registry = new FakeRegistry();
  for (const name of NAMES) registry.push(`${IMAGE}/${name}`, { tag: 'other', digest: '', pushedAt: 0 });
  const { failed } = await sweep({
    ...fleet.ports,
    registry,
    memory: new FakeSweepMemory(),
    page: 'https://page',
  } as SweepPorts);
  expect(failed).toEqual([]);
}

const ORDERS = NAMES.flatMap((first) =>
  NAMES.filter((name) => name !== first).map((second): [Name, Name, Name] => [
    first,
    second,
    NAMES.find((name) => name !== first && name !== second) ?? first,
  ]),
);

describe.each(ORDERS)('pushed as %s, %s, %s', (...order) => {
  it('what was built from one revision is one release, whatever else comes in between', async () => {
    const fleet = await aFleet(shop('same-label'));
    for (const name of NAMES) await push(fleet, name, 1);
    await push(fleet, order[2], 3);
    for (const name of [...order, ...order]) await push(fleet, name, 2);
    expect(releases(fleet)).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
    expect(active(fleet, 'dev').tag).toBe('frontend 1.0.2, backend main-2, worker 0.2.0');
  });

  it('what comes within the time is one release, once the time has passed', async () => {
    const fleet = await aFleet(shop({ waitMs: 10 * MINUTE }));
    for (const version of [1, 2]) {
      for (const name of order) {
        await push(fleet, name, version);
        await sweepAt(fleet, 9);
        await push(fleet, name, version);
      }
      expect(releases(fleet)).toHaveLength(version - 1);
      await sweepAt(fleet, 5);
      await sweepAt(fleet, 5);
    }
    expect(releases(fleet)).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
  });

  it('the newest of each is one release at first, then one for each push; the last is always the same', async () => {
    const fleet = await aFleet(shop('any'));
    for (const name of order) await push(fleet, name, 1);
    expect(releases(fleet)).toEqual([[1, 1, 1]]);
    for (const name of [...order, ...order.toReversed()]) await push(fleet, name, 2);
    for (const name of order) await push(fleet, name, 1);
    expect(releases(fleet)).toHaveLength(4);
    expect(releases(fleet).at(-1)).toEqual([2, 2, 2]);
    expect(outcomes(fleet).filter((outcome) => !outcome.endsWith('superseded'))).toEqual([
      'frontend 1.0.2, backend main-2, worker 0.2.0: gated',
    ]);
    expect((await verifyLedger(fleet.ports)).flatMap(({ differences }) => differences)).toEqual([]);
  });
});

describe('a release whose artifacts have tags of their own', () => {
  it('is written with the tag of each, into one commit', async () => {
    const fleet = await aFleet(shop('any'));
    for (const [index, name] of NAMES.entries()) await push(fleet, name, index + 1);
    await commit(fleet, 'dev');
    const text = fleet.repository.files()['apps/checkout/overlays/dev-eu-1/kustomization.yaml'];
    for (const tag of ['1.0.1', 'main-2', '0.3.0']) expect(text).toMatch(new RegExp(`newTag: "?${tag}"?\n`));
    expect(fleet.repository.log()[0]?.message).toContain(
      'frontend 1.0.1 and backend main-2 and worker 0.3.0',
    );
  });

  it('gives way to nothing that would take it back in one of them, and says which', async () => {
    const fleet = await aFleet(shop('same-label'));
    const revision = (name: Name, version: number, of: string) =>
      fleet.labels.label(digestOf(name, version), of);
    const pushAs = async (name: Name, version: number, of: string) => {
      revision(name, version, of);
      await recordPush(fleet.ports, {
        ...{ image: `${IMAGE}/${name}`, tag: TAGS[name](version), digest: digestOf(name, version) },
      });
    };
    for (const [name, version] of [
      ['frontend', 1],
      ['backend', 2],
      ['worker', 1],
    ] as const)
      await pushAs(name, version, 'one');
    for (const [name, version] of [
      ['frontend', 2],
      ['backend', 1],
      ['worker', 2],
    ] as const)
      await pushAs(name, version, 'other');
    expect(outcomes(fleet)).toEqual([
      'frontend 1.0.1, backend main-2, worker 0.1.0: gated',
      'frontend 1.0.2, backend main-1, worker 0.2.0: superseded',
    ]);
    const { promotions } = fleet.ledger.state('checkout');
    expect(Object.values(promotions)[1]?.reason).toBe('backend main-2 is newer than main-1');
  });

  it('is the same release under another tag of one of them', async () => {
    const fleet = await aFleet(shop('any'));
    for (const name of NAMES) await push(fleet, name, 1);
    const again = { image: `${IMAGE}/worker`, tag: '0.1.1', digest: digestOf('worker', 1) };
    await recordPush(fleet.ports, again);
    const [release, second] = Object.values(fleet.ledger.state('checkout').releases);
    expect([release?.tags, second]).toEqual([['1.0.1', 'main-1', '0.1.0', '0.1.1'], undefined]);
  });
});

describe('a release that waits for silence', () => {
  it('is made by the next push if the sweep has not come by, and the push belongs to the next one', async () => {
    const fleet = await aFleet(shop({ waitMs: 10 * MINUTE }));
    for (const name of NAMES) await push(fleet, name, 1);
    fleet.clock.advance(11 * MINUTE);
    await push(fleet, 'worker', 2);
    expect(releases(fleet)).toEqual([[1, 1, 1]]);
    expect((await viewPipeline(fleet.ports, 'checkout')).incomplete).toEqual([
      'frontend 1.0.1, backend main-1, worker 0.2.0 will be a release at 2026-11-20 12:21 UTC, unless more comes',
    ]);
    await sweepAt(fleet, 10);
    expect(releases(fleet)).toEqual([
      [1, 1, 1],
      [1, 1, 2],
    ]);
    expect((await viewPipeline(fleet.ports, 'checkout')).incomplete).toEqual([]);
    const { sequence } = fleet.ledger.state('checkout');
    await sweepAt(fleet, 60);
    expect(fleet.ledger.state('checkout').sequence).toBe(sequence);
  });

  it('is not made by a sweep that another push overtakes', async () => {
    const fleet = await aFleet(shop({ waitMs: 10 * MINUTE }));
    for (const name of NAMES) await push(fleet, name, 1);
    fleet.clock.advance(9 * MINUTE);
    fleet.interruptions.before('ledger.append', async () => {
      fleet.clock.advance(-5 * MINUTE);
      await push(fleet, 'backend', 3);
      fleet.clock.advance(5 * MINUTE);
    });
    await sweepAt(fleet, 1);
    expect(releases(fleet)).toEqual([]);
    await sweepAt(fleet, 10);
    expect(releases(fleet)).toEqual([[1, 3, 1]]);
  });
});

it('a git tag is of the revision that is its commit', async () => {
  const config = {
    name: 'worker',
    image: 'arn:aws:codecommit:eu-west-1:111122223333:worker',
    kind: 'git' as const,
  };
  const { artifacts, ...rest } = shop('same-label');
  const tags = { kind: 'semver', range: '*' } as const;
  const fleet = await aFleet({ ...rest, artifacts: [...artifacts.slice(0, 2), { ...config, tags }] });
  for (const name of ['frontend', 'backend'] as const) await push(fleet, name, 1);
  await recordPush(fleet.ports, { image: config.image, tag: 'v2.0.0', digest: '2'.repeat(40) });
  expect(Object.keys(fleet.ledger.state('checkout').releases)).toEqual([]);
  await recordPush(fleet.ports, { image: config.image, tag: 'v1.0.0', digest: '1'.repeat(40) });
  expect(active(fleet, 'dev').tag).toBe('frontend 1.0.1, backend main-1, worker v1.0.0');
});

describe('a pipeline that changes its rule', () => {
  const one = { kind: 'semver', range: '*' } as const;
  const before = shop('same-tag');
  const sameTag = { ...before, artifacts: before.artifacts.map((artifact) => ({ ...artifact, tags: one })) };
  const come = (fleet: Fakes, name: Name, tag: string, digit: string) =>
    recordPush(fleet.ports, { image: `${IMAGE}/${name}`, tag, digest: aDigest(digit) });

  it('goes on from what has come, and from what its stages have', async () => {
    const fleet = await aFleet(sameTag);
    for (const [index, name] of NAMES.entries()) await come(fleet, name, '2.0.0', `${index}`);
    expect(active(fleet, 'dev').tag).toBe('2.0.0');
    await define(fleet, { ...sameTag, complete: 'any' }, 'v2');
    await come(fleet, 'backend', '2.1.0', '4');
    expect(outcomes(fleet)).toEqual([
      '2.0.0: superseded',
      'frontend 2.0.0, backend 2.1.0, worker 2.0.0: gated',
    ]);
    await come(fleet, 'frontend', '1.9.0', '5');
    expect(outcomes(fleet)).toHaveLength(2);
  });

  it('of one artifact that becomes one of several, goes on from the tag of the first', async () => {
    const [frontend, ...others] = sameTag.artifacts;
    const fleet = await aFleet({ ...sameTag, artifacts: [frontend!], complete: 'same-tag' });
    await come(fleet, 'frontend', '5.0.0', '1');
    expect(active(fleet, 'dev').tag).toBe('5.0.0');
    await define(fleet, { ...sameTag, artifacts: [frontend!, ...others], complete: 'any' }, 'v2');
    await come(fleet, 'frontend', '4.0.0', '2');
    for (const name of ['backend', 'worker'] as const) await come(fleet, name, '1.0.0', '3');
    expect(outcomes(fleet)).toEqual([
      '5.0.0: gated',
      'frontend 4.0.0, backend 1.0.0, worker 1.0.0: superseded',
    ]);
    await come(fleet, 'frontend', '5.1.0', '4');
    expect(active(fleet, 'dev').tag).toBe('frontend 5.1.0, backend 1.0.0, worker 1.0.0');
  });
});

it('an image that names no source revision is in no release, and is pointed out', async () => {
  const fleet = await aFleet(shop('same-label'));
  await recordPush(fleet.ports, { image: `${IMAGE}/backend`, tag: 'main-1', digest: aDigest('f') });
  await push(fleet, 'frontend', 1);
  expect((await viewPipeline(fleet.ports, 'checkout')).incomplete).toEqual([
    'revision 111111111111 waits for backend and worker since 2026-11-20 12:00 UTC',
    'backend main-1 names no source revision, so it is in no release: label it org.opencontainers.image.revision',
  ]);
  expect(releases(fleet)).toEqual([]);
});

it.each<Complete>(['same-label', 'any'])(
  'more pushes at once than are remembered are not found again at every sweep (%s)',
  async (complete) => {
    const fleet = await aFleet(shop(complete));
    await push(fleet, 'frontend', 1);
    const registry = new FakeRegistry();
    const memory = new FakeSweepMemory();
    for (const name of NAMES) registry.push(`${IMAGE}/${name}`, { tag: 'other', digest: '', pushedAt: 0 });
    for (let n = 0; n < 30; n += 1) {
      const digest = aDigest(`${n}`);
      fleet.labels.label(digest, n < 5 ? 'of one' : `of ${n}`);
      registry.push(`${IMAGE}/backend`, { tag: `main-${99 - n}`, digest, pushedAt: fleet.clock.now() + n });
    }
    const counts: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      fleet.clock.advance(10 * MINUTE);
      await fleet.configuration.putReport({ commit: await fleet.repository.tip(), at: '', problems: [] });
      await sweep({ ...fleet.ports, registry, memory, page: 'https://page' } as SweepPorts);
      counts.push(fleet.ledger.entries('checkout').length);
    }
    expect(counts[0]).toBeGreaterThan(30);
    expect(counts[3]).toBe(counts[1]);
  },
);
