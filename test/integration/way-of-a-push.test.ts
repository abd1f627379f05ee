import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../console/api/client.ts';
import type { PromotionView } from '../../console/api/views.ts';
import { ROOT } from '../../scripts/boot.ts';
import { itemsWith, takeDeadLetters } from './support/aws.ts';
import { aReport, signedAs } from './support/flux-report.ts';
import {
  expectLinear,
  expectOneCommitPerWave,
  expectOnlyImageChanged,
  type Image,
} from './support/history.ts';
import { type Installation, install } from './support/installation.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

/** Two applications side by side, beside a third that rests: checkout goes the whole way, catalog meets every kind of event. */
let towpath: Installation;
let checkout: Image;
let pushed: { time: string; detail: Record<string, string> };

beforeAll(async () => {
  towpath = await install();
  pushed = JSON.parse(await readFile(join(ROOT, 'test/fixtures/ecr/catalog-pushed.json'), 'utf8'));
  checkout = await towpath.cloud.ecr.putImage({ repository: 'checkout', tag: '1.1.0' });
});

afterAll(() => towpath?.close());

const digestOf = (digit: string): string => `sha256:${digit.repeat(64)}`;

/** Replays the recorded event with these details; resolves when it has had its effect. */
async function deliver(detail: Record<string, string>, time = pushed.time): Promise<void> {
  const event = { ...pushed, time, detail: { ...pushed.detail, ...detail } };
  const { status } = await towpath.post('/local/events', event);
  expect(status).toBe(202);
  await towpath.cloud.events.idle();
}

const sentences = async (pipeline: string, ...types: string[]): Promise<string[]> =>
  (await towpath.questions.ledger(pipeline, ...types)).map(({ sentence }) => sentence);

async function promotionsOf(pipeline: string): Promise<PromotionView[]> {
  const requests = await towpath.questions.ledger(pipeline, 'promotion-requested');
  return Promise.all(requests.map(({ promotion }) => towpath.client.promotion(promotion!)));
}

describe('an event of the registry', () => {
  it('starts a release, and the same event again changes nothing', async () => {
    await deliver({});
    const before = await sentences('catalog', 'release-created', 'release-tagged');
    expect(before).toEqual(['release of catalog main-119 recorded']);
    await deliver({});
    expect(await sentences('catalog', 'release-created', 'release-tagged')).toEqual(before);
    const asked = await towpath.questions.ledger('catalog', 'promotion-requested');
    expect(asked.filter(({ stage }) => stage === 'dev')).toHaveLength(1);
  });

  it('makes one release of two tags on one digest', async () => {
    await deliver({ 'image-tag': 'main-120' });
    expect(await sentences('catalog', 'release-created')).toHaveLength(1);
    const [tagged] = await towpath.questions.ledger('catalog', 'release-tagged');
    expect(await towpath.client.release(tagged!.release!)).toMatchObject({ tags: ['main-119', 'main-120'] });
  });

  it('that comes after the one of a newer tag, or a day late, takes nothing back', async () => {
    await deliver({ 'image-tag': 'main-125', 'image-digest': digestOf('5') });
    await deliver({ 'image-tag': 'main-124', 'image-digest': digestOf('4') });
    const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000).toISOString();
    await deliver({ 'image-tag': 'main-117', 'image-digest': digestOf('7') }, yesterday);
    await deliver({}, yesterday);
    expect(await sentences('catalog', 'release-created')).toEqual(
      ['main-119', 'main-125', 'main-124', 'main-117'].map((tag) => `release of catalog ${tag} recorded`),
    );
    for (const tag of ['main-124', 'main-117'])
      expect((await towpath.questions.promotion('catalog', 'dev', tag))?.promotion).toMatchObject({
        status: 'superseded',
        sentence: expect.stringMatching(`main-1.. is newer than ${tag}`),
      });
  });

  it('that tells of no push, of no tag, or of a tag that nobody wants, does nothing', async () => {
    const before = await sentences('catalog', 'release-created', 'release-tagged');
    await deliver({ 'action-type': 'DELETE', 'image-digest': digestOf('8') });
    await deliver({ 'image-tag': '', 'image-digest': digestOf('8') });
    await deliver({ result: 'FAILURE', 'image-digest': digestOf('8') });
    await deliver({ 'image-tag': 'latest', 'image-digest': digestOf('8') });
    await deliver({ 'repository-name': 'shop/unknown', 'image-digest': digestOf('8') });
    expect(await sentences('catalog', 'release-created', 'release-tagged')).toEqual(before);
    expect(await takeDeadLetters(towpath.url)).toEqual([]);
  });

  it('that is malformed lands in the dead-letter queue with its reason', async () => {
    await deliver({ 'image-digest': 'sha256:short' });
    const [letter, ...more] = await takeDeadLetters(towpath.url);
    expect(more).toEqual([]);
    expect(letter?.reason).toContain('detail.image-digest');
    expect(JSON.parse(letter!.body)).toMatchObject({ detail: { 'image-digest': 'sha256:short' } });
  });
});

describe('a health report', () => {
  const send = async (cluster: string, body: string, signer = cluster): Promise<Response> =>
    towpath.post(
      `/v1/health/flux/${cluster}`,
      body,
      await signedAs(join(towpath.scratch, 'data'), signer, body),
    );

  it('with a wrong signature or of an unknown cluster is refused without a word, and nothing is stored', async () => {
    const refused = [
      await send('staging-eu-1', aReport('forged'), 'dev-eu-1'),
      await send('unknown-1', aReport('forged')),
      await towpath.post('/v1/health/flux/staging-eu-1', aReport('forged'), {}),
    ];
    for (const response of refused) {
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ message: 'Unauthenticated' });
    }
    expect(await itemsWith(towpath.url, 'forged')).toEqual([]);
  });

  it('that is replayed changes nothing', async () => {
    const body = aReport('genuine');
    expect((await send('staging-eu-1', body)).status).toBe(202);
    const stored = await itemsWith(towpath.url, 'genuine');
    expect(stored).toHaveLength(1);
    expect((await send('staging-eu-1', body)).status).toBe(202);
    expect(await itemsWith(towpath.url, 'genuine')).toEqual(stored);
  });
});

describe('checkout 1.1.0', () => {
  const vote = (person: string, verdict: 'approve' | 'reject' = 'approve') =>
    towpath.as(person).vote('checkout', 'prod', { verdict, reason: 'looks good' });

  it('waits before prod for two people, each of whom counts once', async () => {
    await towpath.until('checkout asks for approval of prod', async () => {
      const { underWay } = await towpath.questions.stage('checkout', 'prod');
      return underWay?.takesVotes;
    });
    const anonymous = towpath.client.vote('checkout', 'prod', { verdict: 'approve', reason: '' });
    await expect(anonymous).rejects.toThrow(/^Say who you are/);
    await expect(vote('mallory')).rejects.toThrow('There is no person mallory in the settings.');
    await vote('alice');
    await expect(vote('alice')).rejects.toThrow('alice has approved this promotion already');
    await expect(vote('alice')).rejects.toBeInstanceOf(ApiError);
    const { because } = await towpath.client.explain('checkout', 'prod');
    expect(because.find(({ what }) => what === 'approval')).toMatchObject({
      state: 'closed',
      sentence: expect.stringContaining('1 of 2 approvals from release-managers (alice)'),
    });
    await vote('bob');
  });

  it('is in every stage in the end, as the ledger tells', async () => {
    await towpath.until('checkout 1.1.0 is in prod', async () => {
      const { current } = await towpath.questions.stage('checkout', 'prod');
      return current?.tag === '1.1.0';
    });
    const { stages } = await towpath.client.pipeline('checkout');
    expect(stages.map(({ current }) => current?.tag)).toEqual(['1.1.0', '1.1.0', '1.1.0']);
    const line = (await towpath.questions.ledger('checkout')).map(
      ({ type, stage = '' }) => `${type} ${stage}`,
    );
    // How often somebody looked at closed gates or at the soak depends on the machine.
    expect(line.filter((entry) => !/^(pipeline-defined|gates-closed|wave-soaking)/.test(entry))).toEqual([
      'release-created ',
      ...way('dev', 1),
      ...way('staging', 1),
      'promotion-requested prod',
      'stage-acquired prod',
      'vote-cast prod',
      'vote-cast prod',
      ...waves('prod', 2),
      'promotion-succeeded prod',
    ]);
  });

  it('was committed once per wave, and each commit changes its image and not another byte', async () => {
    const history = await towpath.history();
    expectLinear(history);
    const promotions = await promotionsOf('checkout');
    expectOneCommitPerWave(history, promotions);
    const files = promotions.flatMap(({ commits }) => commits.map((commit) => commit.files));
    expect(files).toEqual([
      ['apps/checkout/overlays/dev/kustomization.yaml'],
      ['apps/checkout/overlays/staging/kustomization.yaml'],
      ['apps/checkout/overlays/prod-eu-1/kustomization.yaml'],
      [
        'apps/checkout/overlays/prod-us-1/kustomization.yaml',
        'apps/checkout/overlays/prod-ap-1/kustomization.yaml',
      ],
    ]);
    const changed = history.slice(1).flatMap((commit) => commit.files);
    const ours = changed.filter(({ path }) => path.startsWith('apps/checkout/'));
    expect(ours).toHaveLength(5);
    for (const file of ours) expectOnlyImageChanged(file, checkout);
  });
});

const waves = (stage: string, count: number): string[] =>
  Array.from({ length: count }, () => [
    `gates-passed ${stage}`,
    `wave-committed ${stage}`,
    `wave-healthy ${stage}`,
  ]).flat();

const way = (stage: string, count: number): string[] => [
  `promotion-requested ${stage}`,
  `stage-acquired ${stage}`,
  ...waves(stage, count),
  `promotion-succeeded ${stage}`,
];

describe('catalog', () => {
  const vote = (person: string, reason: string) =>
    towpath.as(person).vote('catalog', 'prod', { verdict: 'reject', reason });

  it('main-125 ends with one rejection by who may vote, and its reason', async () => {
    await towpath.until('catalog main-125 asks for approval of prod', async () => {
      const { underWay } = await towpath.questions.stage('catalog', 'prod');
      return underWay?.tag === 'main-125' && underWay.takesVotes;
    });
    await expect(vote('alice', 'too slow')).rejects.toThrow('alice is not a member of catalog-owners');
    await expect(vote('bob', ' ')).rejects.toThrow('A rejection needs a reason.');
    await vote('carol', 'search is slow in staging');
    const ended = await towpath.until('main-125 has ended', async () => {
      const found = await towpath.questions.promotion('catalog', 'prod', 'main-125');
      return found?.endedAt !== undefined && found;
    });
    expect(ended.promotion.status).toBe('rejected');
    expect(ended.promotion.sentence).toMatch(/rejected by carol at .* UTC: search is slow in staging/);
    const { moving, because } = await towpath.client.explain('catalog', 'prod');
    expect(moving).toBe(false);
    expect(because.map(({ sentence }) => sentence).join()).toContain('search is slow in staging');
    expect((await towpath.questions.stage('catalog', 'prod')).hold).toBeUndefined();
  });

  it('was never committed to prod, and what it was superseded with was committed once', async () => {
    const history = await towpath.history();
    expectLinear(history);
    const promotions = await promotionsOf('catalog');
    expectOneCommitPerWave(history, promotions);
    const paths = new Set(history.slice(1).flatMap(({ files }) => files.map(({ path }) => path)));
    expect([...paths].filter((path) => path.startsWith('apps/catalog/')).sort()).toEqual([
      'apps/catalog/overlays/dev/kustomization.yaml',
      'apps/catalog/overlays/staging/kustomization.yaml',
    ]);
  });

  it('has every promotion end in exactly one way', async () => {
    const ends = await towpath.questions.ledger(
      'catalog',
      'promotion-succeeded',
      'promotion-superseded',
      'promotion-rejected',
      'promotion-failed',
    );
    const asked = await towpath.questions.ledger('catalog', 'promotion-requested');
    const ids = (lines: typeof ends) => lines.map(({ promotion }) => promotion).sort();
    expect(ids(ends)).toEqual(ids(asked));
    expect(new Set(ids(asked)).size).toBe(asked.length);
  });
});

it('the ledger amounts to what is stored', async () => {
  const verified = await towpath.client.verifyLedger();
  expect(verified.map(({ pipeline, differences }) => ({ pipeline, differences }))).toEqual([
    { pipeline: 'catalog', differences: [] },
    { pipeline: 'checkout', differences: [] },
    { pipeline: 'search', differences: [] },
  ]);
});
