import { afterAll, beforeAll, expect, it } from 'vitest';
import { createControl } from '../../../local/control.ts';
import { type LocalServer, startServer } from '../../../local/server.ts';
import { type CodeCommit, createCodeCommit } from '../../../local/services/codecommit/index.ts';
import { createEcr, type Ecr, type ImageActionEvent } from '../../../local/services/ecr/index.ts';
import { createSources, repositoryAt } from '../../../local/sources.ts';
import { VirtualClock } from '../../../local/virtual-clock.ts';
import { PLACE, temporaryFolder } from '../local-aws.ts';

const IMAGE = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/shop';
const GIT = 'arn:aws:codecommit:eu-west-1:111122223333:config';
const base = { ...PLACE, clock: new VirtualClock('2026-11-20T12:00:00Z') };
const events: ImageActionEvent[] = [];

let place: Awaited<ReturnType<typeof temporaryFolder>>;
let ecr: Ecr;
let codecommit: CodeCommit;
let server: LocalServer;

beforeAll(async () => {
  place = await temporaryFolder();
  ecr = createEcr({ ...base, announce: (event) => void events.push(event) });
  codecommit = await createCodeCommit({ ...base, directory: place.folder, onReferenceChange: () => {} });
  const control = createControl({
    ...{ token: 's3cret', ecr, codecommit, events: {} as never, streams: {} as never },
    agents: () => undefined,
  });
  server = await startServer({ port: 0, services: [ecr, codecommit], http: [control] });
  await createSources({ ecr, codecommit }, [IMAGE, GIT, IMAGE]);
});
afterAll(async () => {
  await server.close();
  await place.remove();
});

async function post(path: string, body: object): Promise<[number, Record<string, unknown>]> {
  const headers = { authorization: 'Bearer s3cret' };
  const response = await fetch(`${server.url}/local/${path}`, {
    ...{ method: 'POST', headers, body: JSON.stringify(body) },
  });
  return [response.status, (await response.json()) as Record<string, unknown>];
}

it('repositories are made of what pipelines subscribe to, and stay', async () => {
  await createSources({ ecr, codecommit }, [IMAGE, GIT]);
  expect([repositoryAt(IMAGE), repositoryAt(GIT)]).toEqual(['team/shop', 'config']);
  await expect(createSources({ ecr, codecommit }, ['x/Shop'])).rejects.toThrow('must satisfy');
});

it('a chart is pushed as one, labelled with its source revision', async () => {
  const chart = { repository: 'team/shop', tag: '1.0.0', chart: true, revision: 'abc' };
  const [status, pushed] = await post('images', chart);
  expect([status, pushed]).toMatchObject([201, { repository: 'team/shop', tag: '1.0.0' }]);
  expect(events.at(-1)?.detail).toMatchObject({
    'artifact-media-type': 'application/vnd.cncf.helm.config.v1+json',
  });
  const imageIds = [{ imageTag: '1.0.0' }];
  const found = await ecr.operations.BatchGetImage?.({ repositoryName: 'team/shop', imageIds });
  expect(JSON.stringify(found)).toContain('revision');
});

it('a git tag is pushed once', async () => {
  const tag = { repository: 'config', tag: 'v1.0.0' };
  const [status, pushed] = await post('tags', tag);
  expect([status, pushed]).toMatchObject([201, { ...tag, digest: expect.stringMatching(/^[0-9a-f]{40}$/) }]);
  expect(await post('tags', tag)).toEqual([
    400,
    { message: 'config has a tag v1.0.0 already. Push another one.' },
  ]);
  expect((await post('tags', { ...tag, repository: 'absent' }))[0]).toBe(409);
});
