import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEcr, type Ecr } from '../../local/services/ecr/index.ts';
import { VirtualClock } from '../../local/virtual-clock.ts';
import { createEcrLabels } from '../../src/aws/ecr-labels.ts';
import { createEcrRegistry } from '../../src/aws/ecr-registry.ts';
import { NotInEcrError } from '../../src/aws/ecr-repository.ts';
import type { TaggedImage } from '../../src/ports/registry.ts';
import { type LocalAws, PLACE, startAws } from './local-aws.ts';

const HOST = `${PLACE.accountId}.dkr.ecr.${PLACE.region}.amazonaws.com`;
const NOON = Date.parse('2026-11-20T12:00:00Z');
const registry = createEcrRegistry();

let ecr: Ecr;
let aws: LocalAws;

beforeAll(async () => {
  ecr = createEcr({ ...PLACE, clock: new VirtualClock(NOON), announce: () => {} });
  aws = await startAws([ecr]);
  await ecr.operations.CreateRepository?.({ repositoryName: 'team/checkout' });
});
afterAll(() => aws.close());

async function all(image: string): Promise<TaggedImage[]> {
  const { images, next } = await registry.page(image);
  return next === undefined ? images.slice() : [...images, ...(await registry.page(image, next)).images];
}

it('the registry gives every tag of every tagged image, page by page, with the time of its push', async () => {
  for (let n = 0; n < 1001; n += 1)
    await ecr.putImage({ repository: 'team/checkout', tag: `1.0.${n}`, pushedAt: NOON + n });
  const digest = `sha256:${'a'.repeat(64)}`;
  await ecr.putImage({ repository: 'team/checkout', tag: 'x', digest, platforms: ['linux/amd64'] });
  await ecr.putImage({ repository: 'team/checkout', tag: 'y', digest });
  expect((await registry.page(`${HOST}/team/checkout`)).images).toHaveLength(1000);
  const images = await all(`${HOST}/team/checkout`);
  expect(images).toHaveLength(1003);
  expect(images[1000]).toMatchObject({ tag: '1.0.1000', pushedAt: NOON + 1000 });
  expect(images.filter((image) => image.digest === digest).map(({ tag }) => tag)).toEqual(['x', 'y']);
});

it('the registry throws for a repository that is not there, and for an address of something else', async () => {
  await expect(registry.page(`${HOST}/nothing`)).rejects.toThrow(/'nothing' does not exist/);
  await expect(registry.page('docker.io/library/nginx')).rejects.toThrow(NotInEcrError);
});

const REVISION = 'org.opencontainers.image.revision';
const labels = createEcrLabels();
const push = async (more: object) => {
  pushes += 1;
  const { digest } = await ecr.putImage({ repository: 'team/checkout', tag: `l${pushes}`, ...more });
  return labels.revision(`${HOST}/team/checkout`, digest);
};
let pushes = 0;

it('the source revision is the annotation of the manifest, or the label of the image, of any platform', async () => {
  expect(await push({ annotations: { [REVISION]: 'a1' } })).toBe('a1');
  expect(await push({ labels: { [REVISION]: 'b2' } })).toBe('b2');
  expect(await push({ annotations: { [REVISION]: 'a3' }, labels: { [REVISION]: 'b3' } })).toBe('a3');
  const platforms = ['unknown/unknown', 'linux/amd64', 'linux/arm64'];
  expect(await push({ platforms, labels: { [REVISION]: 'b4' } })).toBe('b4');
  expect(await push({ platforms, annotations: { [REVISION]: 'a5' } })).toBe('a5');
});

it('an image without the label has no source revision, nor has one that is gone', async () => {
  expect(await push({})).toBeUndefined();
  expect(await push({ annotations: { other: 'x' }, labels: { other: 'x' } })).toBeUndefined();
  expect(await labels.revision(`${HOST}/team/checkout`, `sha256:${'e'.repeat(64)}`)).toBeUndefined();
  await expect(labels.revision(`${HOST}/nothing`, 'sha256:e')).rejects.toThrow(/'nothing' does not exist/);
  await expect(labels.revision(`${HOST}/team/checkout`, 'no digest')).rejects.toThrow(
    'team/checkout@no digest cannot be read: InvalidImageDigest',
  );
});
