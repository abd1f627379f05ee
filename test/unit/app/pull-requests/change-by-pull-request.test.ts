import { beforeEach, describe, expect, it } from 'vitest';
import { castVote } from '../../../../src/app/cast-vote.ts';
import { checkGates } from '../../../../src/app/check-gates.ts';
import { commitChanges } from '../../../../src/app/commit-changes.ts';
import type { Hint } from '../../../../src/app/pull-requests/hint.ts';
import { syncPullRequest } from '../../../../src/app/pull-requests/sync-pull-request.ts';
import { stop } from '../../../../src/app/stop.ts';
import type { PullRequestGate } from '../../../../src/domain/pipeline/types.ts';
import { aDigest, aPipeline, aStage, aTarget } from '../../../builders/pipeline.ts';
import { active, aFleet, anOverlay, overlayPath, push } from '../../../fakes/fleet.ts';
import type { Fakes } from '../../../fakes/index.ts';
import { ask, of, passWave } from '../steps.ts';
import { aProposingFleet, arnOf } from './proposing-fleet.ts';

const FIRST = overlayPath('prod-eu-1');
const NEW = anOverlay('1.0.0', aDigest('a'));

let fleet: Fakes;

async function begin(...how: Parameters<typeof aProposingFleet>): Promise<void> {
  fleet = await aProposingFleet(...how);
  await look();
  await sync();
}

const beginForPeople = (rule: Partial<PullRequestGate> = {}) =>
  begin({ merge: 'people', ...rule }, undefined, []);

beforeEach(() => begin());

const now = () => active(fleet, 'prod');
const look = () => checkGates(fleet.ports, of(fleet, 'prod'));
const sync = (hint: Partial<Hint> = {}) =>
  syncPullRequest(fleet.ports, { promotion: now().id, ...hint }, 'https://towpath.example');
const pull = (number = '1') => fleet.pullRequests.get(number);
const entries = (type: string) => fleet.ledger.entries('checkout').filter((entry) => entry.type === type);
const gate = () => now().gates.find((answer) => answer.gate === 'pull-request')?.sentence;

async function approve(number = '1'): Promise<void> {
  for (const name of ['alice', 'bob']) fleet.pullRequests.approve(number, arnOf(name));
  await sync();
}

async function approveElsewhere(): Promise<void> {
  for (const person of ['alice', 'bob'])
    await castVote(fleet.ports, {
      ...{ pipeline: 'checkout', stage: 'prod', verdict: 'approve', reason: '', via: 'cli' },
      identity: { kind: 'local', person },
    });
}

async function write(): Promise<void> {
  await ask(fleet, 'prod');
  await commitChanges(fleet.ports);
}

const mergeByHand = (text = NEW) => {
  const made = fleet.repository.pushByHand({ [FIRST]: text });
  fleet.pullRequests.mergeByHand('1', made);
  return made;
};

describe('a change that is a pull request', () => {
  it('is merged by the committer once it is approved; the merge is what is awaited', async () => {
    await approve();
    await write();
    const [made] = now().commits;
    expect(made).toMatchObject({ commit: await fleet.repository.tip(), changed: true, files: [FIRST] });
    expect(fleet.repository.files()[FIRST]).toBe(NEW);
    expect(pull().now.merged?.commit).toBe(made?.commit);
    expect(fleet.repository.log()[0]?.message).toContain(`Towpath-Promotion: ${now().id}`);
    await sync();
    expect(pull().comments).toEqual([`Committed as ${made?.commit}.`]);
    await expect(fleet.changes.look(fleet.repository.branchKey)).resolves.toMatchObject({ waiting: [] });
  });

  it('is proposed again for each wave, although the approvals stand', async () => {
    await begin({}, [[aTarget('prod-eu-1')], [aTarget('prod-us-1')]]);
    await approve();
    await passWave(fleet, 'prod', ['prod-eu-1']);
    expect((await look()).verdict).toBe('closed');
    await sync();
    expect(pull('2').proposal.files).toMatchObject([{ path: overlayPath('prod-us-1') }]);
    expect((await look()).verdict).toBe('open');
  });

  it('wakes whoever waits at the gates once it is proposed', async () => {
    await begin({}, [[aTarget('prod-eu-1')], [aTarget('prod-us-1')]]);
    await approve();
    await passWave(fleet, 'prod', ['prod-eu-1']);
    await fleet.waits.put({ promotion: now().id, for: 'gates', token: 'wave 2' });
    await sync();
    expect(fleet.workflow.answered).toContain('wave 2');
  });

  it('of a wave that has nothing to change is not proposed, and needs no commit', async () => {
    fleet.repository.pushByHand({ [FIRST]: NEW });
    await begin();
    fleet.repository.pushByHand({ [FIRST]: NEW });
    fleet.pullRequests.push('1');
    await sync();
    await sync();
    expect(entries('pull-request-not-needed')).toHaveLength(1);
    expect(pull().now.isOpen).toBe(false);
    await approveElsewhere();
    await ask(fleet, 'prod');
    fleet.repository.pushByHand({ [FIRST]: anOverlay('0.9.1') });
    await commitChanges(fleet.ports);
    expect(now()).toMatchObject({ status: 'gated', commits: [] });
    expect(now()).not.toHaveProperty('unproposed');
    fleet.repository.pushByHand({ [FIRST]: NEW });
    await sync();
    await approveElsewhere();
    await write();
    expect(now().commits).toMatchObject([{ changed: false }]);
  });

  it('that cannot be edited fails as a commit would', async () => {
    fleet.repository.pushByHand({ [FIRST]: 'images: {}\n' });
    await sync();
    expect(entries('pull-request-not-needed')).toHaveLength(1);
    await approveElsewhere();
    await write();
    expect(fleet.workflow.failed.map(({ error }) => error)).toEqual(['ChangeRefusedError']);
  });
});

describe('the last look before a merge', () => {
  beforeEach(async () => {
    await approve();
    await ask(fleet, 'prod');
  });

  it('sees a stop that came after the gates had passed (I7)', async () => {
    const scope = { kind: 'everything' } as const;
    await stop(fleet.ports, { scope, person: 'carol', reason: 'INC-7' });
    await commitChanges(fleet.ports);
    expect(pull().now.isOpen).toBe(true);
    expect(now()).toMatchObject({ status: 'gated', commits: [] });
  });

  it.each<[string, () => unknown, string]>([
    ['somebody pushed to it', () => fleet.pullRequests.push('1'), 'somebody pushed to its branch'],
    [
      'its lines have changed',
      () => fleet.repository.pushByHand({ [FIRST]: anOverlay('0.9.1') }),
      'the lines that it would change have changed',
    ],
    [
      'its file has changed elsewhere',
      () => fleet.repository.pushByHand({ [FIRST]: `${anOverlay()}# mine\n` }),
      'its files have changed on the branch that it is for',
    ],
    [
      'it was merged and taken back',
      () => {
        mergeByHand();
        fleet.repository.pushByHand({ [FIRST]: anOverlay() });
      },
      'what it merged is not on the branch',
    ],
  ])('gives it back where %s, and another pull request follows', async (_, happens, reason) => {
    happens();
    await commitChanges(fleet.ports);
    expect(entries('pull-request-ended')).toMatchObject([{ pullRequest: '1', outcome: 'outdated', reason }]);
    expect(now()).toMatchObject({ status: 'gated', commits: [] });
    await look();
    expect(gate()).toContain('another one follows');
    await sync();
    expect(pull('2').now.isOpen).toBe(true);
    expect(pull().now.isOpen).toBe(false);
    await approve('2');
    await write();
    expect(now().status).toBe('verifying');
    expect(fleet.repository.files()[FIRST]).toContain(aDigest('a'));
  });

  it('gives it back for good where somebody has closed it', async () => {
    fleet.pullRequests.closeByHand('1');
    await commitChanges(fleet.ports);
    expect((await look()).verdict).toBe('failed');
    expect(gate()).toBeDefined();
  });

  it('takes what a person merged meanwhile', async () => {
    const made = mergeByHand();
    await commitChanges(fleet.ports);
    expect(now().commits).toMatchObject([{ commit: made, changed: true, files: [FIRST] }]);
  });

  it('gives it back where a later wave has changed that the approvals are of, too', async () => {
    await begin({}, [[aTarget('prod-eu-1')], [aTarget('prod-us-1')]]);
    await approve();
    await ask(fleet, 'prod');
    fleet.interruptions.before('pullRequests.read', () =>
      fleet.repository.pushByHand({ [overlayPath('prod-us-1')]: anOverlay('0.9.1') }),
    );
    await commitChanges(fleet.ports);
    expect(entries('pull-request-ended')).toHaveLength(1);
    expect(now().status).toBe('gated');
  });
});

describe('a merge that fails at every try', () => {
  it('keeps no other change waiting, of a commit or of another pull request', async () => {
    const gate = { kind: 'pull-request', merge: 'towpath', extraCommits: 'refuse' } as const;
    const stages = [aStage('prod', { gates: [gate] }), aStage('qa', { gates: [gate] }), aStage('dev')];
    fleet = await aFleet(aPipeline({ stages }));
    await push(fleet, '1.0.0', 'a');
    for (const stage of ['prod', 'qa']) {
      await checkGates(fleet.ports, of(fleet, stage));
      await syncPullRequest(fleet.ports, { promotion: active(fleet, stage).id }, 'https://towpath.example');
    }
    for (const stage of ['prod', 'qa', 'dev']) {
      await ask(fleet, stage);
      fleet.clock.advance(1000);
    }
    const merge = fleet.pullRequests.merge.bind(fleet.pullRequests);
    fleet.pullRequests.merge = async (id, how) => {
      if (id === '1') throw new Error('FileContentSizeLimitExceededException');
      return merge(id, how);
    };
    const run = () => expect(commitChanges(fleet.ports)).rejects.toThrow('FileContentSizeLimitExceeded');
    await run();
    expect(active(fleet, 'dev').status).toBe('verifying');
    // Which may still have its effect: whoever stops waits until nobody is about it any more.
    expect(active(fleet, 'qa').status).toBe('committing');
    await run();
    expect(active(fleet, 'qa').status).toBe('verifying');
    await run();
    expect(active(fleet, 'prod').status).toBe('committing');
    const { committer } = await fleet.changes.look(fleet.repository.branchKey);
    expect(committer.attempt?.changes).toEqual([`${active(fleet, 'prod').id}_w0`]);
  });
});

describe('a change that people merge', () => {
  beforeEach(() => beginForPeople());

  it('waits for them, and goes on with their merge', async () => {
    await look();
    expect(gate()).toBe('pull request 1 waits to be merged');
    expect(pull().proposal.description).toContain('Merge it to promote; closing rejects.');
    await fleet.waits.put({ promotion: now().id, for: 'gates', token: 'merge' });
    const made = mergeByHand();
    await sync();
    await sync();
    expect(entries('pull-request-ended')).toMatchObject([
      { outcome: 'merged', commit: made, identity: `iam ${arnOf('alice')}` },
    ]);
    expect(fleet.workflow.answered).toContain('merge');
    await write();
    expect(now().commits).toMatchObject([{ commit: made, changed: true, files: [FIRST] }]);
  });

  it('is proposed again where what they merged is not what is on the branch', async () => {
    mergeByHand();
    fleet.repository.pushByHand({ [FIRST]: anOverlay() });
    await sync();
    await sync();
    expect(entries('pull-request-ended')).toMatchObject([{ outcome: 'outdated' }]);
    expect(pull('2').now.isOpen).toBe(true);
  });

  it.each([arnOf('mallory'), undefined])('is rejected when %s closes it', async (closedBy) => {
    fleet.pullRequests.closeByHand('1');
    await sync({ pullRequest: '1', closedBy });
    expect((await look()).verdict).toBe('failed');
    expect(entries('pull-request-ended')).toMatchObject([
      { outcome: 'closed', ...(closedBy && { identity: `iam ${closedBy}` }) },
    ]);
    expect(entries('vote-refused')).toEqual([]);
  });
});

describe('a pull request that Towpath would merge, closed by somebody', () => {
  it.each([
    ['who may reject, is a vote', 'bob', ['vote-cast']],
    ['else, ends the change all the same', 'mallory', ['vote-refused', 'pull-request-ended']],
  ])('%s', async (_, person, types) => {
    fleet.pullRequests.closeByHand('1');
    await sync({ pullRequest: '1', closedBy: arnOf(person) });
    await sync({ pullRequest: '1', closedBy: arnOf(person) });
    expect((await look()).verdict).toBe('failed');
    const found = fleet.ledger.entries('checkout').map(({ type }) => type);
    expect(found.slice(-types.length)).toEqual(types);
  });
});
