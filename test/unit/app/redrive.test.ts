import { beforeEach, describe, expect, it } from 'vitest';
import { listDeadLetters, redriveDeadLetters } from '../../../src/app/redrive.ts';
import { ARGO_REPORT } from '../../../src/domain/health/argo-report.ts';
import type { DeadLetterKind } from '../../../src/ports/dead-letters.ts';
import { aDigest, aPipeline, aStage, IMAGE } from '../../builders/pipeline.ts';
import { aFleet } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { aSlackFleet, ownEvent } from '../../fakes/slack.ts';

let fleet: Fakes;
beforeEach(async () => {
  fleet = await aFleet(aPipeline({ stages: [aStage('dev')] }));
});

const [account = '', region = '', repository = ''] =
  /^(\d+)\.dkr\.ecr\.([\w-]+)\.[^/]+\/(.+)$/.exec(IMAGE)?.slice(1) ?? [];
const push = {
  account,
  region,
  'detail-type': 'ECR Image Action',
  detail: {
    'action-type': 'PUSH',
    result: 'SUCCESS',
    'repository-name': repository,
    'image-digest': aDigest('a'),
    'image-tag': '1.0.0',
  },
};
const move = (referenceName: string) => ({
  'detail-type': 'CodeCommit Repository State Change',
  detail: {
    repositoryName: fleet.repository.branchKey.split('#')[0],
    referenceName,
    referenceType: 'branch',
  },
});

const tag = {
  'detail-type': 'CodeCommit Repository State Change',
  detail: {
    ...{ repositoryName: 'config', referenceName: 'v1.0.0', referenceType: 'tag' },
    commitId: 'c'.repeat(40),
  },
};

let count = 0;
const put = (body: unknown, kind: DeadLetterKind = 'event'): void => {
  count += 1;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  fleet.deadLetterBox.letters.push({
    id: `${count}`,
    kind,
    at: '2026-11-20T11:00:00.000Z',
    reason: 'because',
    body: text,
  });
};
const redrive = (discard = false) => redriveDeadLetters(fleet.ports, { discard, person: 'alice' });

describe('dead letters', () => {
  it('are shown with what a redrive would do, and stay', async () => {
    put(push);
    put({}, 'change');
    put('no JSON');
    put({ ...tag, account, region });
    put(tag);
    expect(await listDeadLetters(fleet.ports)).toMatchObject([
      { kind: 'event', reason: 'because', what: `push of ${IMAGE}:1.0.0`, canRedrive: true },
      { kind: 'change', what: 'wakes the committer', canRedrive: true },
      { what: expect.stringContaining('cannot be understood'), canRedrive: false },
      { what: `push of arn:aws:codecommit:${region}:${account}:config:v1.0.0`, canRedrive: true },
      { what: expect.stringContaining('account'), canRedrive: false },
    ]);
    expect(await listDeadLetters(fleet.ports)).toHaveLength(5);
    expect(fleet.ledger.entries('checkout').at(-1)?.type).toBe('pipeline-defined');
  });

  it('of a push become the release that was lost, once', async () => {
    put(push);
    put(push);
    expect(await redrive()).toMatchObject([{ outcome: 'redriven' }, { outcome: 'redriven' }]);
    expect(fleet.deadLetterBox.letters).toEqual([]);
    const created = fleet.ledger.entries('checkout').filter(({ type }) => type === 'release-created');
    expect(created).toHaveLength(1);
  });

  it('of the branch and of the committer do what they would have done', async () => {
    put(move(fleet.repository.branchKey.split('#')[1] ?? ''));
    put({}, 'change');
    expect(await redrive()).toMatchObject([{ outcome: 'redriven' }, { outcome: 'redriven' }]);
    expect(fleet.changes.wakes).toHaveLength(1);
    expect((await fleet.configuration.report())?.commit).toBe(await fleet.repository.tip());
  });

  it('that cannot be done again are kept, and removed only when asked to', async () => {
    put(move('feature'));
    put({ ...push, detail: { ...push.detail, result: 'FAILURE' } });
    put({ ...push, account: 'x' });
    put({ 'detail-type': 'Scheduled Event' });
    put({ DDBStreamBatchInfo: { shardId: 's' } });
    put(null);
    expect((await redrive()).map(({ outcome }) => outcome)).toEqual(Array(6).fill('kept'));
    expect(fleet.deadLetterBox.letters).toHaveLength(6);
    expect((await redrive(true)).map(({ outcome }) => outcome)).toEqual(Array(6).fill('discarded'));
    expect(fleet.deadLetterBox.letters).toEqual([]);
  });

  it('that fail again are kept with the error, and hold up no other', async () => {
    put(push);
    put({}, 'change');
    fleet.interruptions.interrupt('ledger.append', 'before');
    expect(await redrive(true)).toMatchObject([
      { outcome: 'failed', error: expect.stringContaining('interrupted') },
      { outcome: 'redriven' },
    ]);
    expect(fleet.deadLetterBox.letters).toMatchObject([{ kind: 'event' }]);
    expect(await redrive()).toMatchObject([{ outcome: 'redriven' }]);
  });

  it('are repeated without a second effect when the removal failed', async () => {
    put(push);
    fleet.interruptions.interrupt('deadLetterBox.remove', 'before');
    await expect(redrive()).rejects.toThrow('interrupted');
    await fleet.deadLetterBox.giveBack({ id: `${count}` } as never);
    expect(await redrive()).toMatchObject([{ outcome: 'redriven' }]);
    const created = fleet.ledger.entries('checkout').filter(({ type }) => type === 'release-created');
    expect(created).toHaveLength(1);
  });
});

describe('dead letters of chat and of reports', () => {
  const vote = (promotion: string) => ({
    kind: 'vote',
    identity: { kind: 'slack', team: 'T1', user: 'U1' },
    ...{ team: 'T1', reply: { user: 'U1' }, request: 'r1', verdict: 'approve', reason: '' },
    ballot: { promotion },
  });
  const active = (): string => fleet.ledger.state('checkout').stages.prod?.active ?? '';
  beforeEach(async () => {
    fleet = await aSlackFleet();
  });

  it('that show or tell something go back to the queue of chat, in the order of their promotion', async () => {
    const card = { kind: 'promotion', pipeline: 'checkout', promotion: 'p1' };
    const news = { kind: 'news', id: 'n1', pipeline: 'checkout', text: 'it failed', alert: true };
    put(card, 'chat');
    put(news, 'chat');
    put({ source: 'towpath', ...ownEvent('promotion-failed', { promotion: 'p1' }) });
    expect((await listDeadLetters(fleet.ports)).map(({ what }) => what)).toEqual([
      'the card of p1',
      'for chat: it failed',
      'for chat: about promotion-failed',
    ]);
    fleet.chatQueue.sent.length = 0;
    expect((await redrive()).map(({ outcome }) => outcome)).toEqual(Array(3).fill('redriven'));
    expect(fleet.chatQueue.sent.map(({ work, group }) => [work.kind, group])).toEqual([
      ['promotion', 'p1'],
      ['news', 'checkout'],
      ['promotion', 'p1'],
      ['news', 'p1'],
    ]);
  });

  it('of a vote do not vote; discarded, the ledger says that it did not count', async () => {
    put(vote(active()), 'chat');
    expect(await redrive()).toMatchObject([
      { outcome: 'kept', what: `a vote (approve) of slack T1/U1 on ${active()}, to be cast anew` },
    ]);
    const before = fleet.ledger.entries('checkout').length;
    fleet.interruptions.interrupt('deadLetterBox.remove', 'before');
    await expect(redrive(true)).rejects.toThrow('interrupted');
    await fleet.deadLetterBox.giveBack({ id: `${count}` } as never);
    expect(await redrive(true)).toMatchObject([{ outcome: 'discarded' }]);
    expect(fleet.ledger.entries('checkout').slice(before)).toMatchObject([
      { type: 'vote-refused', via: 'slack', reason: 'It could not be handled, and was discarded.' },
    ]);
  });

  it('of refused requests go back to the queue of chat', async () => {
    const refused = { kind: 'refused-request', via: 'slack', because: 'forged', first: 'then' };
    put(refused, 'chat');
    expect(await redrive()).toMatchObject([{ outcome: 'redriven' }]);
    expect(fleet.chatQueue.sent.at(-1)?.work).toEqual(refused);
  });

  it('of a vote on what is gone, of a command, a report and the unknown leave no entry', async () => {
    const { id } = fleet.ledger.state('checkout').promotions[active()] ?? { id: '' };
    put(vote(`${id}-gone`), 'chat');
    put({ ...vote(id), kind: 'command', text: 'status' }, 'chat');
    put({ kind: 'poem' }, 'chat');
    put(null, 'chat');
    put(JSON.stringify(JSON.stringify({ schema: ARGO_REPORT, app: { namespace: 'argocd', name: 'shop' } })));
    const before = fleet.ledger.entries('checkout').length;
    const outcomes = await redrive(true);
    expect(outcomes.map(({ what }) => what).slice(1)).toEqual([
      'a command of slack T1/U1, to be given anew: status',
      'no work for chat that Towpath knows',
      expect.stringContaining('cannot be understood'),
      'a health report of argocd/shop; its agent has sent later ones',
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(5).fill('discarded'));
    expect(fleet.ledger.entries('checkout')).toHaveLength(before);
  });
});
