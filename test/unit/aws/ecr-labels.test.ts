import type { ECRClient } from '@aws-sdk/client-ecr';
import { expect, it } from 'vitest';
import { createEcrLabels } from '../../../src/aws/ecr-labels.ts';
import { IMAGE } from '../../builders/pipeline.ts';

const REVISION = 'org.opencontainers.image.revision';

/** ECR's answers by the name of the operation, and what is at the address of a blob. */
function labels(answers: Record<string, object>, blob: () => Response = () => new Response('{}')) {
  const send = async (command: object) => answers[command.constructor.name.replace('Command', '')];
  return createEcrLabels(
    () => ({ send }) as unknown as ECRClient,
    async () => blob(),
  );
}

const image = (manifest: object) => ({ images: [{ imageManifest: JSON.stringify(manifest) }] });
const config = { digest: 'sha256:c', size: 100 };
const GetDownloadUrlForLayer = { downloadUrl: 'https://layers.example/c' };

it('a blob that cannot be fetched is an error, so that the push is tried again', async () => {
  const refused = labels({ BatchGetImage: image({ config }), GetDownloadUrlForLayer }, () =>
    Response.error(),
  );
  await expect(refused.revision(IMAGE, 'sha256:1')).rejects.toThrow(
    'checkout@sha256:c cannot be read: HTTP 0',
  );
});

it('what the registry cannot give now is an error, too', async () => {
  const failures = [{ failureCode: 'UpstreamUnavailable', failureReason: 'later' }];
  await expect(labels({ BatchGetImage: { failures } }).revision(IMAGE, 'sha256:1')).rejects.toThrow(
    'UpstreamUnavailable later',
  );
  await expect(labels({ BatchGetImage: {} }).revision(IMAGE, 'sha256:1')).rejects.toThrow('no answer');
});

it('a manifest, or a configuration, in a form of its own has no source revision', async () => {
  for (const manifest of [{ annotations: 7 }, {}, { manifests: [] }])
    expect(await labels({ BatchGetImage: image(manifest) }).revision(IMAGE, 'sha256:1')).toBeUndefined();
  for (const text of ['[]', '{"config":null}', '{"config":{"Labels":null}}', '{"config":{"Labels":{}}}']) {
    const answers = { BatchGetImage: image({ config }), GetDownloadUrlForLayer };
    expect(await labels(answers, () => new Response(text)).revision(IMAGE, 'sha256:1')).toBeUndefined();
  }
});

it('a configuration of any size that somebody pushed is not read into memory', async () => {
  const text = JSON.stringify({ config: { Labels: { [REVISION]: 'a1' } } });
  const read = (size: number) =>
    labels(
      { BatchGetImage: image({ config: { ...config, size } }), GetDownloadUrlForLayer },
      () => new Response(text),
    ).revision(IMAGE, 'sha256:1');
  expect([await read(1_000), await read(1_000_001)]).toEqual(['a1', undefined]);
});

it('nor is one that is larger than its manifest says', async () => {
  const blob = () =>
    new Response(JSON.stringify({ config: { Labels: { [REVISION]: 'a1' } } }), {
      headers: { 'content-length': '1000001' },
    });
  const read = labels({ BatchGetImage: image({ config }), GetDownloadUrlForLayer }, blob);
  expect(await read.revision(IMAGE, 'sha256:1')).toBeUndefined();
});

it('an index in an index in an index, without end, is not followed', async () => {
  let asked = 0;
  const send = async () => {
    asked += 1;
    if (asked > 20) throw new Error('without end');
    return image({ manifests: [{ digest: `sha256:${asked}` }] });
  };
  const endless = createEcrLabels(() => ({ send }) as unknown as ECRClient);
  expect(await endless.revision(IMAGE, 'sha256:0')).toBeUndefined();
  expect(asked).toBe(2);
});
