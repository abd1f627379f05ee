import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/app/decide.ts';
import { viewPipeline } from '../../../src/app/queries/fleet.ts';
import { verifyLedger } from '../../../src/app/queries/ledger.ts';
import { recordPush, recordPushFor } from '../../../src/app/record-push.ts';
import { refreshConfiguration } from '../../../src/app/refresh-configuration.ts';
import { rebuild } from '../../../src/domain/ledger/apply.ts';
import { emptyState } from '../../../src/domain/promotion/state.ts';
import { releaseId } from '../../../src/domain/release.ts';
import { aDigest, aPipeline, aStage, IMAGE } from '../../builders/pipeline.ts';
import { aFleet } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { commit } from './steps.ts';
import { aWorld, kinds, pipelineFile, sweepLater } from './sweep/world.ts';

const NAMES = ['frontend', 'backend', 'worker'];
const tags = { kind: 'semver', range: '>=1.0.0' } as const;
const shop = aPipeline({
  artifacts: NAMES.map((name) => ({ name, image: `${IMAGE}/${name}`, tags })),
  complete: 'same-tag',
  stages: [aStage('dev')],
});
/** The digest of an artifact under a tag: another for each. */
const digestOf = (name: string, tag: string) =>
  aDigest((NAMES.indexOf(name) + 3 * Number(tag[0])).toString(16));
const push = (fleet: Fakes, name: string, tag: string, digest = digestOf(name, tag)) =>
  recordPush(fleet.ports, { image: `${IMAGE}/${name}`, tag, digest });
const created = ({ ledger }: Pick<Fakes, 'ledger'>) =>
  ledger.entries('checkout').flatMap((entry) => (entry.type === 'release-created' ? [entry.artifacts] : []));
const contents = (tag: string) =>
  NAMES.map((name) => ({ name, image: `${IMAGE}/${name}`, tag, digest: digestOf(name, tag) }));

const ORDERS = NAMES.flatMap((first) =>
  NAMES.filter((name) => name !== first).map((second) => [
    first,
    second,
    NAMES.find((name) => name !== first && name !== second) ?? '',
  ]),
);

describe('three images under one tag', () => {
  it.each(ORDERS)('are one release when they come as %s, %s, %s', async (...order) => {
    const fleet = await aFleet(shop);
    for (const [index, name] of order.entries()) {
      const { releases } = await push(fleet, name, '2.0.0');
      expect(releases).toHaveLength(index === 2 ? 1 : 0);
    }
    expect(created(fleet)).toEqual([contents('2.0.0')]);
    expect(fleet.log.counts).toMatchObject({ ReleaseCreated: 1 });
    expect(fleet.log.counts).not.toHaveProperty('PushUnwanted');
  });

  it.each(ORDERS)('are never mixed with another tag: %s, %s, %s, doubled and late', async (...order) => {
    const fleet = await aFleet(shop);
    await push(fleet, order[0] ?? '', '2.0.0');
    for (const name of order) await push(fleet, name, '3.0.0');
    for (const name of [...order, ...order.toReversed()]) await push(fleet, name, '2.0.0');
    for (const name of order) await push(fleet, name, '3.0.0');
    expect(created(fleet)).toEqual([contents('3.0.0'), contents('2.0.0')]);
    expect(fleet.ledger.entries('checkout').filter(({ type }) => type === 'artifact-arrived')).toHaveLength(
      6,
    );
    const { promotions } = fleet.ledger.state('checkout');
    expect(Object.values(promotions).map(({ tag, status }) => [tag, status])).toEqual([
      ['3.0.0', 'gated'],
      ['2.0.0', 'superseded'],
    ]);
  });

  it('are one release when they come at the same moment', async () => {
    const fleet = await aFleet(shop);
    await Promise.all(NAMES.map((name) => push(fleet, name, '2.0.0')));
    expect(created(fleet)).toEqual([contents('2.0.0')]);
  });

  it('are all written, into one commit', async () => {
    const fleet = await aFleet(shop);
    for (const name of NAMES) await push(fleet, name, '2.0.0');
    await commit(fleet, 'dev');
    const text = fleet.repository.files()['apps/checkout/overlays/dev-eu-1/kustomization.yaml'];
    for (const name of NAMES) expect(text).toContain(`newName: ${IMAGE}/${name}`);
    expect(fleet.repository.log()[0]?.message).toContain(
      'Promote frontend 2.0.0 and backend 2.0.0 and worker 2.0.0 to ',
    );
  });

  it('are another release when one of them is pushed again with other contents', async () => {
    const fleet = await aFleet(shop);
    for (const name of NAMES) await push(fleet, name, '2.0.0');
    await push(fleet, 'backend', '2.0.0', aDigest('f'));
    expect(created(fleet).map((artifacts) => artifacts.map(({ digest }) => digest))).toEqual([
      NAMES.map((name) => digestOf(name, '2.0.0')),
      [digestOf('frontend', '2.0.0'), aDigest('f'), digestOf('worker', '2.0.0')],
    ]);
  });

  it('are the same release under another tag', async () => {
    const fleet = await aFleet(shop);
    for (const tag of ['2.0.0', '2.0.1'])
      for (const name of NAMES) await push(fleet, name, tag, digestOf(name, '2.0.0'));
    expect(created(fleet)).toHaveLength(1);
    expect(Object.values(fleet.ledger.state('checkout').releases)[0]?.tags).toEqual(['2.0.0', '2.0.1']);
  });
});

/** checkout, with a cart beside it. */
async function aWorldOfTwo() {
  const world = await aWorld();
  const cart = `    - name: cart\n      image: ${IMAGE}/cart\n      tags: { semver: ">=1.0.0" }\n`;
  const text = pipelineFile().replace('  stages:', `${cart}  complete: same-tag\n  stages:`);
  world.repository.pushByHand({ '.towpath/checkout.yaml': text });
  await refreshConfiguration(world.ports);
  return world;
}

describe('a push of one of them that no event told of', () => {
  it('is found by the sweep, once, and completes the release', async () => {
    const world = await aWorldOfTwo();
    for (const [image, digit] of [
      [IMAGE, 'a'],
      [`${IMAGE}/cart`, 'b'],
    ] as const) {
      world.clock.advance(1000);
      world.registry.push(image, { tag: '1.0.0', digest: aDigest(digit), pushedAt: world.clock.now() });
      expect(kinds(await sweepLater(world))).toContain('image');
      expect(kinds(await sweepLater(world))).not.toContain('image');
    }
    const [release] = created(world);
    expect(release?.map(({ name }) => name)).toEqual(['checkout', 'cart']);
    expect(world.ledger.entries('checkout').filter(({ type }) => type === 'push-found')).toHaveLength(1);
  });
});

describe('a release of several that was recorded by one who died before every first stage was asked', () => {
  it('is asked on by the sweep, once', async () => {
    const world = await aWorldOfTwo();
    const artifacts = [
      { name: 'checkout', image: IMAGE, tag: '1.0.0', digest: aDigest('a') },
      { name: 'cart', image: `${IMAGE}/cart`, tag: '1.0.0', digest: aDigest('b') },
    ];
    const release = releaseId('checkout', artifacts);
    for (const { image, tag, digest } of artifacts)
      world.registry.push(image, { tag, digest, pushedAt: world.clock.now() });
    await decide(world.ports, 'checkout', {}, (draft) => {
      for (const { name: artifact, ...arrived } of artifacts)
        draft.record({ type: 'artifact-arrived', artifact, ...arrived });
      draft.record({ type: 'release-created', release, artifacts });
    });
    expect(Object.keys(world.ledger.state('checkout').promotions)).toEqual([]);
    expect((await sweepLater(world)).repaired).toMatchObject([
      { kind: 'image', sentence: 'checkout had not asked every first stage' },
    ]);
    expect(Object.values(world.ledger.state('checkout').promotions)).toMatchObject([
      { release, stage: 'dev', status: 'gated' },
    ]);
    await world.executions.settle();
    expect(kinds(await sweepLater(world))).not.toContain('image');
  });
});

describe('a release that lacks some', () => {
  it('is shown with what it waits for, and the ledger explains it', async () => {
    const fleet = await aFleet(shop);
    await push(fleet, 'frontend', '2.0.0');
    const { incomplete } = await viewPipeline(fleet.ports, 'checkout');
    expect(incomplete).toEqual(['2.0.0 waits for backend and worker since 2026-11-20 12:00 UTC']);
    const stored = fleet.ledger.state('checkout');
    expect(rebuild(emptyState('checkout'), fleet.ledger.entries('checkout')).arrivals).toEqual(
      stored.arrivals,
    );
    expect((await verifyLedger(fleet.ports)).flatMap(({ differences }) => differences)).toEqual([]);
  });

  it('takes nothing that the pipeline does not want', async () => {
    const fleet = await aFleet(shop);
    const found = await recordPushFor(fleet.ports, 'checkout', {
      image: `${IMAGE}/frontend`,
      tag: 'main-1',
      digest: aDigest('a'),
    });
    expect(found).toEqual({ wanted: false });
    expect(fleet.ledger.state('checkout').arrivals).toBeUndefined();
  });
});
