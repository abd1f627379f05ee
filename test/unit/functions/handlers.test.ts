import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as awaitChange } from '../../../functions/await-change/handler.ts';
import { handler as checkGates } from '../../../functions/check-gates/handler.ts';
import { handler as checkHealth } from '../../../functions/check-health/handler.ts';
import { handler as commitChanges } from '../../../functions/commit-changes/handler.ts';
import { handler as completePromotion } from '../../../functions/complete-promotion/handler.ts';
import { handler as failPromotion } from '../../../functions/fail-promotion/handler.ts';
import { handler as gitChanged } from '../../../functions/git-changed/handler.ts';
import { handler as imagePushed } from '../../../functions/image-pushed/handler.ts';
import { handler as receiveHealth } from '../../../functions/receive-health/handler.ts';
import { handler as receiveQueued } from '../../../functions/receive-queued-health/handler.ts';
import { handler as requestChange } from '../../../functions/request-change/handler.ts';
import { withTimestamp } from '../../../src/app/receive-snapshot.ts';
import { clusterKeys, parseKeyRing } from '../../../src/domain/health/cluster-key.ts';
import { aPipeline, aStage, aTarget } from '../../builders/pipeline.ts';
import { active, aFleet, bearerReport, sign, signedReport } from '../../fakes/fleet.ts';
import { createFakes } from '../../fakes/index.ts';
import { CHECKOUT, SETTINGS } from '../app/files.ts';
import { world } from './world.ts';

vi.mock('../../../functions/runtime.ts', () => import('./world.ts'));

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8'));

const push = fixture('ecr/push-single-tag');
const image = `${push.account}.dkr.ecr.${push.region}.amazonaws.com/${push.detail['repository-name']}`;
const pipeline = () =>
  aPipeline({
    artifacts: [{ name: 'checkout', image, tags: { kind: 'semver', range: '*' } }],
    stages: [aStage('dev')],
  });

beforeEach(async () => {
  world.fakes = await aFleet(pipeline());
});

describe('image-pushed', () => {
  it('makes the event of ECR a release', async () => {
    await imagePushed(push);
    expect(Object.values(world.fakes.ledger.state('checkout').releases)).toMatchObject([
      { artifacts: [{ image, tag: push.detail['image-tag'], digest: push.detail['image-digest'] }] },
    ]);
  });

  it.each([
    ['an untagged child of an index', fixture('ecr/push-untagged')],
    ['a deletion', { ...push, detail: { ...push.detail, 'action-type': 'DELETE' } }],
    ['a push that failed', { ...push, detail: { ...push.detail, result: 'FAILURE' } }],
  ])('leaves %s alone', async (_, event) => {
    await imagePushed(event);
    expect(world.fakes.interruptions.calls).toEqual([]);
    expect(world.fakes.log.counts).toEqual({});
  });

  it.each([
    [
      'a digest that is none',
      { ...push, detail: { ...push.detail, 'image-digest': 'latest' } },
      /^detail.image-digest: /,
    ],
    ['no account', { ...push, account: undefined }, /^account: /],
    ['two things wrong', { ...push, account: '1', region: '' }, /^account: .*; region: /],
    ['no detail', { hello: 'world' }, /detail: /],
    ['nothing', null, /^the event: /],
  ])('puts an event with %s aside, with the reason', async (_, event, reason) => {
    await imagePushed(event);
    expect(world.fakes.deadLetters.letters).toEqual([
      { message: event, reason: expect.stringMatching(reason) },
    ]);
    expect(world.fakes.log.counts).toMatchObject({ EventMalformed: 1 });
  });

  it('leaves what may pass to the retry of Lambda', async () => {
    world.fakes.interruptions.interrupt('ledger.append', 'before');
    await expect(imagePushed(push)).rejects.toThrow('interrupted');
    expect(world.fakes.deadLetters.letters).toEqual([]);
  });
});

describe('git-changed', () => {
  const event = (repositoryName: string, referenceName: string) => {
    const changed = fixture('codecommit/reference-updated');
    return {
      ...changed,
      detail: { ...changed.detail, repositoryName, referenceName, referenceType: 'branch' },
    };
  };
  beforeEach(() => {
    world.fakes = createFakes({ files: { ...SETTINGS, ...CHECKOUT } });
  });

  it('looks at the pipeline files when the branch has moved', async () => {
    await gitChanged(event('fleet', 'main'));
    expect(await world.fakes.ledger.pipelines()).toMatchObject([{ name: 'checkout' }]);
  });

  it.each([
    ['another branch', event('fleet', 'feature')],
    ['another repository', event('attic', 'main')],
  ])('leaves %s alone', async (_, changed) => {
    await gitChanged(changed);
    expect(world.fakes.interruptions.calls).toEqual([]);
  });

  it('puts an event of another shape aside', async () => {
    await gitChanged({ detail: {} });
    expect(world.fakes.deadLetters.letters).toHaveLength(1);
  });
});

describe('receive-health', () => {
  const request = (
    { cluster, body, signature }: Awaited<ReturnType<typeof signedReport>>,
    encode: 'base64' | 'utf8' = 'utf8',
  ) =>
    ({
      body: Buffer.from(body).toString(encode),
      isBase64Encoded: encode === 'base64',
      headers: { 'x-signature': signature },
      rawPath: `/v1/health/flux/${cluster}`,
      pathParameters: { cluster },
    }) as unknown as APIGatewayProxyEventV2;

  const post = (way: string, body: Uint8Array, headers: Record<string, string>, cluster = 'dev-eu-1') =>
    receiveHealth({
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
      headers,
      rawPath: `/v1/health/${way}/${cluster}`,
      pathParameters: { cluster },
    } as unknown as APIGatewayProxyEventV2);

  it('takes a report of Argo CD with the token of its cluster, and no other', async () => {
    const settings = await world.fakes.configuration.settings();
    const clusters = ['dev-eu-1', 'dev-us-1'].map((name) => ({ name, agent: 'argocd' as const, labels: {} }));
    await world.fakes.configuration.putSettings({ people: [], groups: [], ...settings, clusters });
    const { body, authorization } = await bearerReport(world.fakes, 'dev-eu-1');
    expect(await post('argocd', body, { authorization })).toMatchObject({ statusCode: 202 });
    const others = ['', 'Bearer ', authorization.slice(0, -1), authorization.replace('Bearer', 'Basic')];
    for (const wrong of others)
      expect(await post('argocd', body, { authorization: wrong })).toMatchObject({
        statusCode: 401,
        body: '{"message":"Unauthenticated"}',
      });
    expect(await post('argocd', body, { authorization }, 'dev-us-1')).toMatchObject({ statusCode: 401 });
    expect(world.fakes.log.counts).toMatchObject({ HealthReportRefused: 5 });
    const other = new TextEncoder().encode('{"schema":"towpath.health/argocd.v2"}');
    expect(await post('argocd', other, { authorization })).toMatchObject({
      statusCode: 400,
      body: expect.stringMatching(/\\"schema\\" must be \\"towpath.health\/argocd.v1\\"/),
    });
  });

  it('answers Flagger in the way that it understands: 200 or more than 202', async () => {
    const canary = { namespace: 'shop', name: 'checkout', startsWithinMs: 180_000 };
    const stage = aStage('dev', { waves: [[{ ...aTarget('dev-eu-1'), canary }]] });
    world.fakes = await aFleet(aPipeline({ stages: [stage] }));
    const call = (hook: string, towpath?: string) => {
      const [token = ''] = clusterKeys(parseKeyRing(world.fakes.agentKeys.document), 'dev-eu-1', 'flagger');
      const metadata = { towpath: towpath ?? token, pipeline: 'checkout', stage: 'dev' };
      return receiveHealth({
        body: JSON.stringify({ ...canary, phase: 'Progressing', metadata }),
        headers: {},
        rawPath: `/v1/health/flagger/dev-eu-1/${hook}`,
        pathParameters: { cluster: 'dev-eu-1', hook },
      } as unknown as APIGatewayProxyEventV2);
    };
    for (const hook of ['event', 'confirm-rollout', 'confirm-traffic-increase', 'confirm-promotion'])
      expect(await call(hook), hook).toMatchObject({ statusCode: 200 });
    expect(await call('rollback')).toMatchObject({
      statusCode: 409,
      body: '{"message":"Nothing asks for a rollback."}',
    });
    expect(await call('load-test')).toMatchObject({ statusCode: 404 });
    expect(await call('event', 'c0ffee')).toMatchObject({ statusCode: 401 });
  });

  it('takes a snapshot, compressed or not, that was signed with its time', async () => {
    const plain = readFileSync(new URL('../../fixtures/snapshots/flux.json', import.meta.url));
    const timestamp = String(Math.floor(world.fakes.clock.now() / 1000));
    const headers = (body: Uint8Array, time = timestamp) => ({
      'x-towpath-timestamp': time,
      'x-signature': sign(world.fakes, 'dev-eu-1', withTimestamp(time, body), 'snapshot'),
    });
    const zipped = gzipSync(plain);
    const encoded = { ...headers(zipped), 'content-encoding': 'gzip' };
    expect(await post('snapshot', plain, headers(plain))).toMatchObject({ statusCode: 202 });
    expect(await post('snapshot', zipped, encoded)).toMatchObject({ statusCode: 202 });
    expect(world.fakes.log.counts).toMatchObject({ HealthReport: 18 });

    const later = { ...headers(plain), 'x-towpath-timestamp': String(Number(timestamp) + 1) };
    expect(await post('snapshot', plain, later)).toMatchObject({ statusCode: 401 });
    expect(await post('snapshot', plain, headers(plain, 'now'))).toMatchObject({ statusCode: 401 });
    expect(await post('snapshot', plain, { 'x-signature': '' })).toMatchObject({ statusCode: 401 });
    const old = headers(plain, String(Number(timestamp) - 601));
    expect(await post('snapshot', plain, old)).toMatchObject({ statusCode: 400 });
    for (const encoding of ['gzip', 'br'])
      expect(
        await post('snapshot', plain, { ...headers(plain), 'content-encoding': encoding }),
      ).toMatchObject({ statusCode: 400 });
  });

  it('knows no other way in', async () => {
    expect(await post('jenkins', new Uint8Array(), {})).toMatchObject({ statusCode: 404 });
  });

  it.each(['utf8', 'base64'] as const)('takes a signed report (%s)', async (encoding) => {
    const answer = await receiveHealth(request(await signedReport(world.fakes, 'dev-eu-1'), encoding));
    expect(answer).toMatchObject({ statusCode: 202, body: '{"message":"Accepted"}' });
  });

  it('says no more than 401 to whom it does not know', async () => {
    const signed = request(await signedReport(world.fakes, 'dev-eu-1'));
    const nobody = { ...signed, pathParameters: undefined } as unknown as APIGatewayProxyEventV2;
    const unsigned = { ...signed, headers: {} };
    const rawPath = '/v1/health/flux/';
    const empty = { headers: {}, rawPath } as unknown as APIGatewayProxyEventV2;
    for (const event of [nobody, unsigned, empty])
      expect(await receiveHealth(event)).toMatchObject({
        statusCode: 401,
        body: '{"message":"Unauthenticated"}',
      });
  });

  it('refuses what Flux must not send again', async () => {
    const stale = await signedReport(world.fakes, 'dev-eu-1', { at: 0 });
    expect(await receiveHealth(request(stale))).toMatchObject({
      statusCode: 400,
      body: expect.stringMatching(/clock/),
    });
    const long = { ...request(stale), body: 'x'.repeat(256 * 1024 + 1) };
    expect(await receiveHealth(long)).toMatchObject({ statusCode: 413 });
  });

  it('fails when Flux is to try again', async () => {
    world.fakes.interruptions.interrupt('health.report', 'before');
    await expect(receiveHealth(request(await signedReport(world.fakes, 'dev-eu-1')))).rejects.toThrow(
      'interrupted',
    );
  });
});

describe('receive-queued-health', () => {
  const message = (messageId: string, body: Uint8Array) => ({
    messageId,
    body: new TextDecoder().decode(body),
    attributes: { SenderId: 'AROADEVEU1:session', SentTimestamp: String(world.fakes.clock.now()) },
  });

  beforeEach(async () => {
    const clusters = [{ name: 'dev-eu-1', agent: 'argocd' as const, labels: {}, senders: ['AROADEVEU1'] }];
    await world.fakes.configuration.putSettings({ people: [], groups: [], clusters });
  });

  it('puts aside what no retry can help, and asks again for what may pass', async () => {
    const { body } = await bearerReport(world.fakes, 'dev-eu-1');
    world.fakes.interruptions.interrupt('health.report', 'before');
    const Records = [
      message('passes later', body),
      message('is none', new TextEncoder().encode('{}')),
      message('is good', body),
    ];
    const answer = await receiveQueued({ Records } as unknown as SQSEvent);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'passes later' }] });
    expect(world.fakes.deadLetters.letters).toEqual([
      { message: '{}', reason: expect.stringMatching(/^dev-eu-1: The report is not what/) },
    ]);
    const agent = { cluster: 'dev-eu-1', namespace: 'argocd', name: 'checkout' };
    expect((await world.fakes.health.reports([agent]))[0]).toMatchObject({ state: 'healthy' });
  });
});

describe('the tasks of the state machine', () => {
  it('take a promotion through its only stage', async () => {
    await imagePushed(push);
    const of = { pipeline: 'checkout', promotion: active(world.fakes, 'dev').id };
    await awaitChange({ ...of, for: 'stage', token: 'stage' });
    expect(await checkGates(of)).toMatchObject({ verdict: 'open' });
    await requestChange({ ...of, token: 'commit' });
    await commitChanges();
    expect(world.fakes.workflow.answered).toEqual(['stage', 'commit']);
    expect(await checkHealth(of)).toMatchObject({ verdict: 'waiting' });
    await failPromotion({ ...of, error: 'TargetsUnhealthy', cause: 'dev-eu-1 fails' });
    await completePromotion(of);
    expect(world.fakes.ledger.state('checkout').promotions[of.promotion]).toMatchObject({ status: 'failed' });
  });

  it.each([
    ['await-change', awaitChange],
    ['check-gates', checkGates],
    ['check-health', checkHealth],
    ['complete-promotion', completePromotion],
    ['fail-promotion', failPromotion],
    ['request-change', requestChange],
  ])('%s fails loudly on what the state machine would never send', async (_, handler) => {
    await expect(handler({ pipeline: 'checkout' })).rejects.toThrow();
  });

  it('leave a line each by which the lines of one promotion are found, failures too', async () => {
    const { log } = world.fakes;
    const known = { pipeline: 'checkout', promotion: 'checkout_dev_0123456789ab_1' };
    await expect(checkGates(known)).rejects.toThrow();
    const execution = known.promotion;
    expect(log.lines.at(-1)).toMatchObject({
      level: 'warn',
      message: 'Task failed',
      fields: { ...known, release: 'checkout_0123456789ab', execution },
    });
  });
});
