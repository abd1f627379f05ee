import type { SQSEvent } from 'aws-lambda';
import type { LambdaEvent } from 'hono/aws-lambda';
import { handler as receiveSlack } from '../../../functions/receive-slack/handler.ts';
import { handler as relayEvents } from '../../../functions/relay-events/handler.ts';
import { handler as renderPromotion } from '../../../functions/render-promotion/handler.ts';
import { handler as syncPullRequests } from '../../../functions/sync-pull-requests/handler.ts';
import { handler as workChat } from '../../../functions/work-chat/handler.ts';
import { checkGates } from '../../../src/app/check-gates.ts';
import { commitChanges } from '../../../src/app/commit-changes.ts';
import type { Ports } from '../../../src/app/ports.ts';
import { recordPush } from '../../../src/app/record-push.ts';
import { requestChange } from '../../../src/app/request-change.ts';
import type { SweepPorts } from '../../../src/app/sweep/ports.ts';
import { sweep } from '../../../src/app/sweep/sweep.ts';
import type { Gate } from '../../../src/domain/pipeline/types.ts';
import { aDigest, anApproval, aPipeline, aStage, IMAGE } from '../../builders/pipeline.ts';
import { active, aFleet, settingsFor } from '../../fakes/fleet.ts';
import { pullRequestEvent } from '../../fakes/pull-requests.ts';
import { FakeRegistry, FakeSweepMemory } from '../../fakes/registry.ts';
import { aSlackFleet, ownEvent, pressOf, signedForm } from '../../fakes/slack.ts';
import { createPorts, world } from './world.ts';

/** A push, by the function that is told of it. */
export const push = (tag: string, digit: string) =>
  recordPush(createPorts('image-pushed'), { image: IMAGE, tag, digest: aDigest(digit) });

/** What Slack, the bus and the queue hand over while a promotion waits for people. */
export async function talk(): Promise<void> {
  world.fakes = await aSlackFleet();
  const { id } = active(world.fakes, 'prod');
  await world.fakes.waits.put({ promotion: id, for: 'gates', token: 'gates' });
  await relayEvents({ nothing: 'of ours' });
  await relayEvents(ownEvent('gates-closed', { promotion: id, stage: 'prod' }));
  await receiveSlack(signedForm(pressOf('U1', 'towpath.approve', { promotion: id })));
  await receiveSlack(signedForm(pressOf('U2', 'towpath.reject', { promotion: id })));
  for (const { work } of world.fakes.chatQueue.sent)
    await workChat({ Records: [{ body: JSON.stringify(work) }] } as SQSEvent);
}

/** A pull request is opened for what waits, and somebody approves it there. */
export async function propose(): Promise<void> {
  const pipeline = aPipeline({
    stages: [aStage('prod', { gates: [anApproval({ via: 'pull-request' })] })],
  });
  world.fakes = await aFleet(pipeline);
  const arn = 'arn:aws:iam::111122223333:user/alice';
  const people = [{ name: 'alice', arns: [arn] }];
  await world.fakes.configuration.putSettings({ ...settingsFor(pipeline), people });
  await push('1.0.0', 'a');
  const { id } = active(world.fakes, 'prod');
  await world.fakes.waits.put({ promotion: id, for: 'gates', token: 'gates' });
  await syncPullRequests({ nothing: 'of ours' });
  await syncPullRequests(ownEvent('gates-closed', { promotion: id, stage: 'prod' }));
  await render(id, arn);
  world.fakes.pullRequests.approve('1', arn);
  await syncPullRequests(pullRequestEvent(`refs/heads/towpath/${id}`));
}

/** Somebody who signs with IAM looks at what a promotion comes to. */
async function render(id: string, userArn: string): Promise<void> {
  const { statusCode } = (await renderPromotion({
    rawPath: `/iam/api/promotions/${id}/rendered`,
    rawQueryString: '',
    headers: { host: 'towpath' },
    requestContext: { http: { method: 'GET' }, authorizer: { iam: { userArn } } },
  } as unknown as LambdaEvent)) as { statusCode: number };
  if (statusCode !== 200) throw new Error(`render-promotion answered ${statusCode}`);
}

/** A stage is written by pull requests: a sweep looks at one, and the committer merges it. */
export async function merge(): Promise<void> {
  const change: Gate = { kind: 'pull-request', merge: 'towpath', extraCommits: 'refuse' };
  const pipeline = aPipeline({ stages: [aStage('prod', { gates: [change] })] });
  world.fakes = await aFleet(pipeline);
  const ports = { ...world.fakes.ports, registry: new FakeRegistry(), memory: new FakeSweepMemory() };
  world.fakes = { ...world.fakes, ports };
  await push('1.0.0', 'a');
  const { id } = active(world.fakes, 'prod');
  const at = { pipeline: 'checkout', promotion: id };
  await checkGates(createPorts('check-gates'), at);
  await syncPullRequests(ownEvent('gates-closed', { promotion: id, stage: 'prod' }));
  world.fakes.clock.advance(300_000);
  world.fakes.pullRequests.push('1');
  await sweep({ ...(createPorts('sweep') as Ports & SweepPorts), page: 'https://page' });
  await checkGates(createPorts('check-gates'), at);
  await requestChange(createPorts('request-change'), { ...at, token: 'merge' });
  await commitChanges(createPorts('commit-changes'));
}
