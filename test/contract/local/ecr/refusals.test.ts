import * as sdk from '@aws-sdk/client-ecr';
import { beforeAll, expect, it } from 'vitest';
import { createEcr } from '../../../../local/services/ecr/index.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';
import { inProcess } from '../../../unit/local/services/in-process.ts';
import { PLACE } from '../../local-aws.ts';
import { commandOf, eachOperation, type Row, refusalIn } from '../refusals.ts';

const repositoryName = 'shop/checkout';
const digest = (digit: number) => `sha256:${String(digit).repeat(64)}`;
const requests = () => ({
  BatchGetImage: { repositoryName, imageIds: [{ imageTag: '1.0.0' }] },
  CreateRepository: { repositoryName: 'shop/new' },
  DescribeImages: { repositoryName },
  DescribeRepositories: {},
  GetDownloadUrlForLayer: { repositoryName, layerDigest: digest(9) },
});
const asks = (...imageIds: object[]) => ({ imageIds });

const ROWS: readonly Row<object>[] = [
  [
    'BatchGetImage CreateRepository DescribeImages GetDownloadUrlForLayer',
    'InvalidParameterException',
    { repositoryName: '' },
  ],
  [
    'BatchGetImage DescribeImages GetDownloadUrlForLayer',
    'RepositoryNotFoundException',
    { repositoryName: 'absent' },
  ],
  ['BatchGetImage', 'InvalidParameterException', asks()],
  ['BatchGetImage', 'InvalidParameterException', asks(...Array(101).fill({ imageTag: '1' }))],
  ['BatchGetImage', 'ImageNotFound', asks({ imageTag: 'absent' })],
  ['BatchGetImage', 'ImageTagDoesNotMatchDigest', asks({ imageTag: '2.0.0', imageDigest: digest(1) })],
  ['BatchGetImage', 'InvalidImageDigest', asks({ imageDigest: 'nonsense' })],
  ['BatchGetImage', 'MissingDigestAndTag', asks({})],
  ['CreateRepository', 'InvalidParameterException', { repositoryName: 'Shop' }],
  ['CreateRepository', 'RepositoryAlreadyExistsException', { repositoryName }],
  ['DescribeImages', 'ImageNotFoundException', asks({ imageTag: 'absent' })],
  ['DescribeImages', 'InvalidParameterException', asks({})],
  ['DescribeImages DescribeRepositories', 'InvalidParameterException', { maxResults: 0 }],
  ['DescribeImages DescribeRepositories', 'InvalidParameterException', { nextToken: 'nonsense' }],
  ['DescribeRepositories', 'RepositoryNotFoundException', { repositoryNames: ['absent'] }],
  ['GetDownloadUrlForLayer', 'InvalidParameterException', { layerDigest: 'nonsense' }],
  ['GetDownloadUrlForLayer', 'LayersNotFoundException', {}],
];

const clock = new VirtualClock('2026-11-20T12:00:00Z');
const service = createEcr({ ...PLACE, clock, announce: () => {} });
const client = new sdk.ECRClient(inProcess(service));
beforeAll(async () => {
  await client.send(new sdk.CreateRepositoryCommand({ repositoryName }));
  await service.putImage({ repository: repositoryName, tag: '1.0.0', digest: digest(1) });
  await service.putImage({ repository: repositoryName, tag: '2.0.0', digest: digest(2) });
});

it.each(eachOperation(ROWS))('$operation answers $error', async (row) => {
  expect(await refusalIn(client.send(commandOf(sdk, requests, {}, row)))).toBe(row.error);
});
