import type { SQSEvent } from 'aws-lambda';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createConsole } from '../../../console/api/app.ts';
import { createOperations } from '../../../console/api/operations.ts';
import { handler as gitChanged } from '../../../functions/git-changed/handler.ts';
import { handler as imagePushed } from '../../../functions/image-pushed/handler.ts';
import { type FunctionId, functions } from '../../../functions/manifest.ts';
import { handler as receiveQueued } from '../../../functions/receive-queued-health/handler.ts';
import { commitChanges } from '../../../src/app/commit-changes.ts';
import { completePromotion } from '../../../src/app/complete-promotion.ts';
import { failPromotion } from '../../../src/app/fail-promotion.ts';
import type { Ports } from '../../../src/app/ports.ts';
import { publishEvents } from '../../../src/app/publish-events.ts';
import { receiveFluxReport } from '../../../src/app/receive-health.ts';
import { requestChange } from '../../../src/app/request-change.ts';
import type { SweepPorts } from '../../../src/app/sweep/ports.ts';
import { sweep } from '../../../src/app/sweep/sweep.ts';
import type { PipelineState } from '../../../src/domain/promotion/state.ts';
import { aDigest, anApproval, aPipeline, aStage, aTarget, IMAGE } from '../../builders/pipeline.ts';
import { Executions } from '../../fakes/executions.ts';
import {
  active,
  aFleet,
  anOverlay,
  bearerReport,
  overlayPath,
  settingsFor,
  signedReport,
} from '../../fakes/fleet.ts';
import { createFakes } from '../../fakes/index.ts';
import { FakeRegistry, FakeSweepMemory } from '../../fakes/registry.ts';
import { CHECKOUT, checkout, SETTINGS } from '../app/files.ts';
import { merge, propose, push, talk } from './people.ts';
import { createPorts, used, world } from './world.ts';

vi.mock('../../../functions/runtime.ts', () => import('./world.ts'));

const identify = async () => ({ identity: { kind: 'local', person: 'alice' }, person: 'alice' }) as const;
const api = createConsole({ ports: createPorts('serve-console'), identify, assets: () => undefined });
const operations = createOperations({ ports: createPorts('serve-operations'), identify });

async function report(cluster: string, failing?: string): Promise<void> {
  world.fakes.clock.advance(1000);
  const signed = await signedReport(world.fakes, cluster, failing === undefined ? {} : { failing });
  await receiveFluxReport(createPorts('receive-health'), signed);
}

async function call(path: string, body?: object, app = api): Promise<void> {
  const init = body && { method: 'POST', body: JSON.stringify(body) };
  const response = await app.request(`/api/${path}`, init);
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
}

const stage = (name: string): string => `pipelines/checkout/stages/${name}`;

async function configure(): Promise<void> {
  world.fakes = createFakes({ files: { ...SETTINGS, ...CHECKOUT } });
  const [repositoryName, referenceName] = world.fakes.repository.branchKey.split('#');
  await gitChanged({ detail: { repositoryName, referenceName, referenceType: 'branch' } });
  for (const handler of [gitChanged, imagePushed]) await handler({});
  await call('validation', { path: '.towpath/new.yaml', text: '' });
  const letter = { id: '1', at: '2026-11-20T11:00:00Z', reason: 'throttled', body: '{}' };
  const card = JSON.stringify({ kind: 'promotion', pipeline: 'checkout', promotion: 'p1' });
  world.fakes.deadLetterBox.letters.push(
    { ...letter, kind: 'change' },
    { ...letter, id: '2', kind: 'chat', body: card },
  );
  await call('check-up', undefined, operations);
  await call('dead-letters/redrive', {}, operations);
}

/** What dev has is changed by hand, and is to be put back. */
async function drift(): Promise<void> {
  const file = `${checkout()}      onDrift: restore\n`;
  world.fakes = createFakes({ files: { ...SETTINGS, ...CHECKOUT, '.towpath/checkout.yaml': file } });
  const { repository } = world.fakes;
  const [repositoryName, referenceName] = repository.branchKey.split('#');
  const moved = { detail: { repositoryName, referenceName, referenceType: 'branch' } };
  await gitChanged(moved);
  await push('1.0.0', 'a');
  const { id: promotion } = active(world.fakes, 'dev');
  await completePromotion(createPorts('complete-promotion'), { pipeline: 'checkout', promotion });
  for (const overlay of [anOverlay('1.0.0', aDigest('a')), anOverlay('0.9.1')]) {
    repository.pushByHand({ [overlayPath('dev-eu-1')]: overlay });
    await gitChanged(moved);
  }
}

/** Between two sweeps a push, an answer and the wake of the committer were lost. */
async function lose(): Promise<void> {
  const registry = new FakeRegistry();
  const ports = { ...world.fakes.ports, registry, memory: new FakeSweepMemory() };
  world.fakes = { ...world.fakes, ports };
  await push('1.0.0', 'a');
  const executions = new Executions(world.fakes, createPorts);
  world.fakes.changes.wakes.push = () => 0;
  await executions.settle();
  registry.push(IMAGE, { tag: '1.1.0', digest: aDigest('b'), pushedAt: world.fakes.clock.now() });
  await push('1.0.1', 'c');
  const [waiting = ''] = world.fakes.ledger.state('checkout').stages.dev?.waiting ?? [];
  await world.fakes.waits.put({ promotion: waiting, for: 'stage', token: 'stage' });
  world.fakes.clock.advance(300_000);
  await sweep({ ...(createPorts('sweep') as Ports & SweepPorts), page: 'https://page' });
}

/** What was approved first is changed by hand before anybody looks at the gates. */
async function approveTwice(): Promise<void> {
  const { configuration, repository } = world.fakes;
  await configuration.putReport({ commit: await repository.tip(), at: '', problems: [] });
  const approve = () => call(`${stage('prod')}/votes`, { verdict: 'approve', reason: '' });
  await approve();
  repository.pushByHand({ [overlayPath('prod-eu-1')]: anOverlay('0.9.1') });
  const [repositoryName, referenceName] = repository.branchKey.split('#');
  await gitChanged({ detail: { repositoryName, referenceName, referenceType: 'branch' } });
  await approve();
}

/** Every cluster has an address. */
async function tellAgents(): Promise<void> {
  const settings = settingsFor(aPipeline());
  const wake = { url: 'https://agents.example.com' };
  const clusters = settings.clusters.map((cluster) => ({ ...cluster, wake }));
  await world.fakes.configuration.putSettings({ ...settings, clusters });
}

/** Of four releases one is superseded, one promoted, one fails in prod, and one waits. */
async function operate(): Promise<void> {
  const gates = [anApproval({ quorum: 1 })];
  world.fakes = await aFleet(
    aPipeline({ stages: [aStage('dev'), aStage('prod', { after: ['dev'], gates })] }),
  );
  await tellAgents();
  const { interruptions, repository } = world.fakes;
  const executions = new Executions(world.fakes, createPorts);
  await call(`${stage('dev')}/hold`, { reason: 'tests' });
  await push('1.0.0', 'a');
  await executions.settle();
  await push('1.0.1', 'b');
  await call(`${stage('dev')}/hold/lift`, { reason: 'over' });
  // The report comes just before the wait, and of a later commit.
  interruptions.before('waits.put', async () => {
    repository.pushByHand({ 'README.md': 'hello' });
    await report('dev-eu-1');
  });
  await executions.settle();
  await push('1.0.2', 'c');
  await approveTwice();
  await executions.settle();
  // Again of a later commit; it is not worked off to its end, and the token is answered for another reason.
  repository.pushByHand({ 'README.md': 'bye' });
  interruptions.interrupt('health.noteContent', 'before');
  await report('dev-eu-1').catch(() => {});
  const wait = await world.fakes.waits.get(active(world.fakes, 'dev').id);
  await world.fakes.workflow.answer(wait?.token ?? '');
  await executions.settle();
  const failing = { pipeline: 'checkout', promotion: active(world.fakes, 'prod').id };
  await requestChange(createPorts('request-change'), { ...failing, token: 'late' });
  await report('prod-eu-1', 'crash loop');
  await executions.advance(120_000);
  const again = { ...failing, error: 'TargetsUnhealthy', cause: 'again' };
  await failPromotion(createPorts('fail-promotion'), again);
  const promoted = world.fakes.ledger.state('checkout').stages.dev?.current?.promotion ?? '';
  await completePromotion(createPorts('complete-promotion'), { pipeline: 'checkout', promotion: promoted });
  await publishEvents(createPorts('publish-events'), []);
}

/** Argo CD reports a later commit through the queue, and so does a role that nobody knows; the next release waits. */
async function queue(): Promise<void> {
  const agent = { namespace: 'argocd', name: 'checkout' };
  const waves = [[{ ...aTarget('dev-ap-1'), agent }]];
  world.fakes = await aFleet(aPipeline({ stages: [aStage('dev', { waves })] }));
  const { configuration, repository, clock } = world.fakes;
  const clusters = [{ name: 'dev-ap-1', agent: 'argocd' as const, labels: {}, senders: ['AROADEVAP1'] }];
  await configuration.putSettings({ people: [], groups: [], clusters });
  await push('1.0.0', 'a');
  const executions = new Executions(world.fakes, createPorts);
  await executions.settle();
  await push('1.0.1', 'b');
  await executions.settle();
  repository.pushByHand({ 'README.md': 'hello' });
  clock.advance(1000);
  const { body } = await bearerReport(world.fakes, 'dev-ap-1');
  const Records = ['AROANOBODY:session', 'AROADEVAP1:session'].map((SenderId) => ({
    messageId: SenderId,
    body: new TextDecoder().decode(body),
    attributes: { SenderId, SentTimestamp: String(clock.now()) },
  }));
  await receiveQueued({ Records } as unknown as SQSEvent);
  await executions.settle();
}

/** Somebody rolls dev back, and the committer meets a person who pushes at each of its tries. */
async function trouble(): Promise<void> {
  await call(`${stage('dev')}/rollback`, { reason: 'slow' });
  const { interruptions, repository } = world.fakes;
  const executions = new Executions(world.fakes, createPorts);
  const pushAgain = (): void => {
    repository.pushByHand({ 'README.md': `${repository.log().length}` });
    interruptions.before('repository.commit', pushAgain);
  };
  interruptions.before('repository.commit', pushAgain);
  world.fakes.changes.wakes.push = () => 0;
  await executions.settle();
  await commitChanges(createPorts('commit-changes'));
}

/** Releases by source revision: of a push, of one that the sweep finds, and of one that is redriven. */
async function label(): Promise<void> {
  const tags = { kind: 'semver', range: '*' } as const;
  const artifacts = ['', '/cart'].map((name) => ({ name: `shop${name}`, image: `${IMAGE}${name}`, tags }));
  world.fakes = await aFleet(aPipeline({ artifacts, complete: 'same-label', stages: [aStage('dev')] }));
  const registry = new FakeRegistry();
  const ports = { ...world.fakes.ports, registry, memory: new FakeSweepMemory() };
  world.fakes = { ...world.fakes, ports };
  const { configuration, repository } = world.fakes;
  await configuration.putReport({ commit: await repository.tip(), at: '', problems: [] });
  await push('1.0.0', 'a');
  for (const { image } of artifacts)
    registry.push(image, { tag: '1.1.0', digest: aDigest('b'), pushedAt: world.fakes.clock.now() });
  // On the quarter of an hour, when dead letters are looked at, too.
  world.fakes.clock.advance(900_000);
  await sweep(createPorts('sweep') as Ports & SweepPorts);
  await redrive('1.2.0');
}

/** A push that could not be handled is handled again. */
async function redrive(tag: string): Promise<void> {
  const [account = '', , , region = ''] = IMAGE.split('.');
  const detail = { 'action-type': 'PUSH', result: 'SUCCESS', 'repository-name': 'checkout' };
  const body = JSON.stringify({
    ...{ account, region, 'detail-type': 'ECR Image Action' },
    detail: { ...detail, 'image-digest': aDigest('a'), 'image-tag': tag },
  });
  world.fakes.deadLetterBox.letters.push({ id: '1', at: '', reason: 'throttled', kind: 'event', body });
  await call('dead-letters/redrive', {}, operations);
}

/** A push got as far as its promotion before it failed. */
async function repeat(): Promise<void> {
  world.fakes = await aFleet();
  await push('1.0.0', 'a');
  const { id } = active(world.fakes, 'dev');
  await world.fakes.waits.put({ promotion: id, for: 'stage', token: 'stage' });
  await redrive('1.0.0');
}

let operated: PipelineState;

beforeAll(async () => {
  used.clear();
  await drift();
  await configure();
  await lose();
  await queue();
  await operate();
  operated = world.fakes.ledger.state('checkout');
  await trouble();
  await talk();
  await propose();
  await merge();
  await label();
  await repeat();
});

describe('the role of a function', () => {
  it.each(Object.keys(functions) as FunctionId[])('lets %s do what it does, and nothing more', (id) => {
    expect([...(used.get(id) ?? [])].sort()).toEqual([...functions[id].access].sort());
  });

  it('is enough for a promotion that fails as well', () => {
    const { stages, promotions } = operated;
    expect(promotions[stages.prod?.last ?? '']).toMatchObject({ status: 'failed', tag: '1.0.1' });
    expect(promotions[stages.prod?.active ?? '']).toMatchObject({ tag: '1.0.2' });
  });
});
