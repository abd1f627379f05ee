import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  DescribeRepositoriesCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
  type ImageIdentifier,
} from '@aws-sdk/client-ecr';
import { beforeEach, describe, expect, it } from 'vitest';
import { createEcr, type EcrOptions, type ImageActionEvent } from '../../../../local/services/ecr/index.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';
import { inProcess } from '../../../unit/local/services/in-process.ts';

const REPOSITORY = 'shop/checkout';
const digest = (digit: number) => `sha256:${String(digit).repeat(64)}`;

function fixture(name: string): ImageActionEvent['detail'] {
  const path = new URL(`../../../fixtures/ecr/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')).detail;
}

function setUp(options: Partial<EcrOptions> = {}) {
  const clock = new VirtualClock('2026-11-20T12:00:00Z');
  const events: ImageActionEvent[] = [];
  const service = createEcr({
    clock,
    region: 'eu-west-1',
    accountId: '111122223333',
    announce: (event) => void events.push(event),
    ...options,
  });
  const client = new ECRClient(inProcess(service));
  return {
    clock,
    service,
    client,
    events,
    create: (repositoryName: string, more: object = {}) =>
      client.send(new CreateRepositoryCommand({ repositoryName, ...more })),
    push: (tag: string, more: object = {}) => service.putImage({ repository: REPOSITORY, tag, ...more }),
    images: (more: Partial<DescribeImagesCommandInput> = {}) =>
      client.send(new DescribeImagesCommand({ repositoryName: REPOSITORY, ...more })),
  };
}

let ecr: ReturnType<typeof setUp>;
beforeEach(async () => {
  ecr = setUp();
  await ecr.create(REPOSITORY);
});

describe('repositories', () => {
  it('are made once and described', async () => {
    const { repositories } = await ecr.client.send(new DescribeRepositoriesCommand({}));
    expect(repositories).toEqual([
      {
        registryId: '111122223333',
        repositoryName: REPOSITORY,
        repositoryArn: 'arn:aws:ecr:eu-west-1:111122223333:repository/shop/checkout',
        repositoryUri: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/checkout',
        createdAt: new Date('2026-11-20T12:00:00Z'),
        imageTagMutability: 'MUTABLE',
      },
    ]);
    await expect(ecr.create(REPOSITORY)).rejects.toMatchObject({ name: 'RepositoryAlreadyExistsException' });
    await expect(ecr.create('Shop')).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('that do not exist are named as such, everywhere', async () => {
    const name = 'RepositoryNotFoundException';
    await expect(
      ecr.client.send(new DescribeRepositoriesCommand({ repositoryNames: [REPOSITORY, 'absent'] })),
    ).rejects.toMatchObject({ name });
    await expect(ecr.images({ repositoryName: 'absent' })).rejects.toMatchObject({ name });
    await expect(ecr.service.putImage({ repository: 'absent', tag: 'no tag' })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    });
    await expect(ecr.service.putImage({ repository: 'absent', tag: '1' })).rejects.toMatchObject({
      code: name,
    });
  });
});

describe('a push', () => {
  it('is announced as ECR does, and described', async () => {
    await ecr.push('1.4.0', { digest: digest(1), pushedAt: Date.parse('2026-11-19T08:00:00Z') });
    expect(ecr.events).toEqual([
      { detailType: 'ECR Image Action', resources: [], detail: fixture('push-single-tag') },
    ]);
    const { imageDetails } = await ecr.images();
    expect(imageDetails).toEqual([
      {
        registryId: '111122223333',
        repositoryName: REPOSITORY,
        imageDigest: digest(1),
        imageTags: ['1.4.0'],
        imageSizeInBytes: 31_457_280,
        imagePushedAt: new Date('2026-11-19T08:00:00Z'),
        imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json',
        artifactMediaType: 'application/vnd.oci.image.config.v1+json',
      },
    ]);
  });

  it('has the same digest in every run, and another for another tag or repository', async () => {
    await ecr.create('other');
    const { digest: first } = await ecr.push('1.0.0');
    const { digest: second } = await ecr.push('1.0.1');
    const { digest: third } = await ecr.service.putImage({ repository: 'other', tag: '1.0.0' });
    const again = setUp();
    await again.create(REPOSITORY);
    expect(await again.push('1.0.0')).toEqual({ repository: REPOSITORY, tag: '1.0.0', digest: first });
    expect(new Set([first, second, third]).size).toBe(3);
    expect(first).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('of the same image again is refused, and nothing is announced', async () => {
    await ecr.push('1.0.0');
    await expect(ecr.push('1.0.0')).rejects.toMatchObject({ code: 'ImageAlreadyExistsException' });
    expect(ecr.events).toHaveLength(1);
  });

  it('gives one digest a second tag', async () => {
    await ecr.push('1.0.0', { digest: digest(1) });
    await ecr.clock.advance(60_000);
    await ecr.push('latest', { digest: digest(1) });
    expect(ecr.events.map(({ detail }) => [detail['image-tag'], detail['image-digest']])).toEqual([
      ['1.0.0', digest(1)],
      ['latest', digest(1)],
    ]);
    const { imageDetails } = await ecr.images();
    expect(imageDetails).toMatchObject([
      { imageTags: ['1.0.0', 'latest'], imagePushedAt: new Date('2026-11-20T12:00:00Z') },
    ]);
  });

  it('moves a tag to a new digest', async () => {
    await ecr.push('latest', { digest: digest(1) });
    await ecr.push('latest', { digest: digest(2) });
    const { imageDetails = [] } = await ecr.images();
    expect(imageDetails.map(({ imageDigest, imageTags }) => [imageDigest, imageTags])).toEqual([
      [digest(1), undefined],
      [digest(2), ['latest']],
    ]);
    expect(ecr.events).toHaveLength(2);
  });

  it('does not move a tag in a repository of immutable tags', async () => {
    await ecr.create('fixed', { imageTagMutability: 'IMMUTABLE' });
    const push = (digit: number) =>
      ecr.service.putImage({ repository: 'fixed', tag: '1.0.0', digest: digest(digit) });
    await push(1);
    await expect(push(2)).rejects.toMatchObject({ code: 'ImageTagAlreadyExistsException' });
  });

  it('of several architectures announces untagged children first, then the tagged index', async () => {
    await ecr.push('1.4.1', { digest: digest(2), platforms: ['linux/amd64', 'linux/arm64'] });
    const [amd64, arm64, index] = ecr.events.map(({ detail }) => detail);
    for (const child of [amd64, arm64]) {
      expect(child).toEqual({ ...fixture('push-untagged'), 'image-digest': child?.['image-digest'] });
    }
    expect(amd64?.['image-digest']).not.toBe(arm64?.['image-digest']);
    expect(index).toEqual(fixture('push-index'));
    const { imageDetails } = await ecr.images({ filter: { tagStatus: 'TAGGED' } });
    expect(imageDetails).toMatchObject([{ imageDigest: digest(2), imageTags: ['1.4.1'] }]);
  });
});

describe('DescribeImages', () => {
  beforeEach(async () => {
    for (const n of [1, 2, 3]) await ecr.push(`1.0.${n}`, { digest: digest(n) });
    await ecr.push('1.0.1', { digest: digest(4) });
  });

  const digests = async (more: Partial<DescribeImagesCommandInput>) =>
    (await ecr.images(more)).imageDetails?.map(({ imageDigest }) => imageDigest);

  it('finds images by tag, by digest, and by both', async () => {
    expect(await digests({ imageIds: [{ imageTag: '1.0.2' }] })).toEqual([digest(2)]);
    expect(await digests({ imageIds: [{ imageDigest: digest(3) }, { imageTag: '1.0.3' }] })).toEqual([
      digest(3),
    ]);
    await expect(
      digests({ imageIds: [{ imageTag: '1.0.1', imageDigest: digest(1) }] }),
    ).rejects.toMatchObject({ name: 'ImageNotFoundException' });
    await expect(digests({ imageIds: [{ imageTag: 'absent' }] })).rejects.toThrow("imageTag:'absent'");
    await expect(digests({ imageIds: [{}] })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('filters by whether there is a tag', async () => {
    expect(await digests({ filter: { tagStatus: 'UNTAGGED' } })).toEqual([digest(1)]);
    expect(await digests({ filter: { tagStatus: 'TAGGED' } })).toEqual([digest(2), digest(3), digest(4)]);
    expect(await digests({ filter: { tagStatus: 'ANY' } })).toHaveLength(4);
  });

  it('pages, and a push in between shifts nothing', async () => {
    const first = await ecr.images({ maxResults: 3 });
    await ecr.push('1.0.5', { digest: digest(5) });
    const second = await ecr.images({ maxResults: 3, nextToken: first.nextToken });
    expect(
      [first, second].flatMap(({ imageDetails = [] }) => imageDetails.map((i) => i.imageDigest)),
    ).toEqual([1, 2, 3, 4, 5].map(digest));
    expect(second.nextToken).toBeUndefined();
  });

  it('refuses pages that make no sense', async () => {
    const name = 'InvalidParameterException';
    await expect(digests({ maxResults: 0 })).rejects.toMatchObject({ name });
    await expect(digests({ nextToken: 'nonsense' })).rejects.toMatchObject({ name });
    await expect(digests({ maxResults: 1, imageIds: [{ imageTag: '1.0.1' }] })).rejects.toMatchObject({
      name,
    });
  });
});

describe('what is in an image', () => {
  const contents = (...imageIds: ImageIdentifier[]) =>
    ecr.client.send(new BatchGetImageCommand({ repositoryName: REPOSITORY, imageIds }));
  const layer = (layerDigest: string) =>
    ecr.client.send(new GetDownloadUrlForLayerCommand({ repositoryName: REPOSITORY, layerDigest }));
  const manifest = async (id: ImageIdentifier) =>
    JSON.parse((await contents(id)).images?.[0]?.imageManifest ?? 'null');

  it('is its manifest with annotations, and the labels in its configuration', async () => {
    await ecr.push('1', { digest: digest(1), annotations: { a: '1' }, labels: { b: '2' } });
    const { images, failures } = await contents({ imageTag: '1' });
    expect(failures).toEqual([]);
    expect(images).toMatchObject([
      { repositoryName: REPOSITORY, imageId: { imageDigest: digest(1), imageTag: '1' } },
    ]);
    const { annotations, config, mediaType } = await manifest({ imageDigest: digest(1) });
    expect([annotations, mediaType]).toEqual([{ a: '1' }, images?.[0]?.imageManifestMediaType]);
    const { downloadUrl = '', layerDigest } = await layer(config.digest);
    expect(layerDigest).toBe(config.digest);
    const blob = await (await fetch(downloadUrl)).text();
    expect([blob.length, JSON.parse(blob)]).toEqual([config.size, expect.objectContaining({ os: 'linux' })]);
    expect(JSON.parse(blob).config.Labels).toEqual({ b: '2' });
  });

  it('is, of several platforms, an index of the manifests', async () => {
    await ecr.push('1', { platforms: ['linux/amd64', 'linux/arm64'], labels: { b: '2' } });
    const { manifests, config } = await manifest({ imageTag: '1' });
    expect(config).toBeUndefined();
    expect(manifests).toMatchObject([
      { platform: { os: 'linux', architecture: 'amd64' } },
      { platform: { os: 'linux', architecture: 'arm64' } },
    ]);
    const child = await manifest({ imageDigest: manifests[0].digest });
    expect(await layer(child.config.digest)).toMatchObject({ layerDigest: child.config.digest });
  });

  it('is kept over a restart', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'towpath-ecr-'));
    const first = setUp({ directory });
    await first.create(REPOSITORY);
    await first.push('1', { annotations: { a: '1' } });
    await first.service.close();
    ecr = setUp({ directory });
    expect(await manifest({ imageTag: '1' })).toMatchObject({ annotations: { a: '1' } });
    await ecr.service.close();
    rmSync(directory, { recursive: true });
  });

  it('names what it cannot find beside what it can', async () => {
    await ecr.push('1', { digest: digest(1) });
    await ecr.push('2', { digest: digest(2) });
    const { images, failures = [] } = await contents(
      { imageTag: '1' },
      { imageTag: 'absent' },
      { imageTag: '1', imageDigest: digest(2) },
      { imageDigest: 'nonsense' },
      {},
    );
    expect(images).toHaveLength(1);
    expect(failures.map(({ failureCode }) => failureCode)).toEqual([
      'ImageNotFound',
      'ImageTagDoesNotMatchDigest',
      'InvalidImageDigest',
      'MissingDigestAndTag',
    ]);
  });

  it('refuses what makes no sense', async () => {
    const name = 'InvalidParameterException';
    await expect(contents()).rejects.toMatchObject({ name });
    await expect(contents(...Array(101).fill({ imageTag: '1' }))).rejects.toMatchObject({ name });
    await expect(layer('nonsense')).rejects.toMatchObject({ name });
    await expect(layer(digest(1))).rejects.toMatchObject({ name: 'LayersNotFoundException' });
  });
});

describe('a service with a directory', () => {
  it('keeps images, and announces again what was not heard', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'towpath-ecr-'));
    const first = setUp({ directory });
    await first.create(REPOSITORY);
    await first.push('latest', { digest: digest(1) });
    await first.service.close();

    const deaf = setUp({ directory, announce: () => Promise.reject(new Error('nobody listens')) });
    await expect(deaf.push('latest', { digest: digest(2) })).rejects.toThrow('nobody listens');
    await expect(deaf.push('latest', { digest: digest(3) })).rejects.toThrow('nobody listens');

    setUp({ directory });
    const again = setUp({ directory });
    await again.service.resume();
    await again.service.resume();
    expect(again.events.map(({ detail }) => detail['image-digest'])).toEqual([digest(2), digest(3)]);
    const { imageDetails } = await again.images({ imageIds: [{ imageTag: 'latest' }] });
    expect(imageDetails).toMatchObject([{ imageDigest: digest(3) }]);
    expect((await again.images()).imageDetails).toHaveLength(3);
    rmSync(directory, { recursive: true });
  });
});
