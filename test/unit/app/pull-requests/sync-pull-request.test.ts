import { beforeEach, describe, expect, it } from 'vitest';
import { castVote } from '../../../../src/app/cast-vote.ts';
import { checkGates } from '../../../../src/app/check-gates.ts';
import { failPromotion } from '../../../../src/app/fail-promotion.ts';
import type { Hint } from '../../../../src/app/pull-requests/hint.ts';
import { syncPullRequest } from '../../../../src/app/pull-requests/sync-pull-request.ts';
import { aDigest, anApproval, aPipeline, aStage, aTarget } from '../../../builders/pipeline.ts';
import { active, aFleet, anOverlay, overlayPath, push, settingsFor } from '../../../fakes/fleet.ts';
import type { Fakes } from '../../../fakes/index.ts';
import { commit, of, passWave } from '../steps.ts';

const FIRST = overlayPath('prod-eu-1');
const arnOf = (name: string) => `arn:aws:iam::111122223333:user/${name}`;

let fleet: Fakes;

async function aFleetWith(waves = [[aTarget('prod-eu-1')]]): Promise<Fakes> {
  const gates = [anApproval({ via: 'pull-request' })];
  const pipeline = aPipeline({ stages: [aStage('prod', { waves, gates })] });
  const made = await aFleet(pipeline);
  const settings = settingsFor(pipeline);
  const people = settings.people.map(({ name }) => ({ name, arns: [arnOf(name)] }));
  await made.configuration.putSettings({ ...settings, people });
  await push(made, '1.0.0', 'a');
  return made;
}

beforeEach(async () => {
  fleet = await aFleetWith();
});

const id = () => active(fleet, 'prod').id;
const look = () => checkGates(fleet.ports, of(fleet, 'prod'));
const sync = (hint: Partial<Hint> = {}) =>
  syncPullRequest(fleet.ports, { ...hint, promotion: hint.promotion ?? id() }, 'https://towpath.example');
const pull = (number = '1') => fleet.pullRequests.get(number);
const votes = () => active(fleet, 'prod').votes.map(({ person, via }) => `${person} by ${via}`);
const entries = (type: string) => fleet.ledger.entries('checkout').filter((entry) => entry.type === type);

async function opened(): Promise<void> {
  await look();
  await sync();
}

async function approved(...names: string[]): Promise<void> {
  for (const name of names) fleet.pullRequests.approve('1', arnOf(name));
  await sync();
}

describe('a promotion that waits for approval by pull request', () => {
  it('is proposed once, with what a reviewer has to know', async () => {
    await opened();
    await sync();
    expect(fleet.pullRequests.made.size).toBe(1);
    const { proposal } = pull();
    expect(proposal).toMatchObject({
      branch: `towpath/${id()}`,
      parent: await fleet.repository.tip(),
      title: 'checkout 1.0.0 to prod',
      files: [{ path: FIRST, text: anOverlay('1.0.0', aDigest('a')) }],
      rules: [{ count: 2, members: ['alice', 'bob', 'carol'].map(arnOf) }],
    });
    const [diff] = entries('pull-request-opened').flatMap((entry) => ('diff' in entry ? entry.diff : []));
    expect(proposal.description.split('\n')).toEqual([
      `https://towpath.example/#/promotions/${id()}`,
      'Approve here. Towpath commits when its gate opens; closing rejects. Pushes to this branch are refused.',
      `Wave 1 of 1; an approval is of every wave. Diff ${diff?.digest}.`,
      'Asked for by Towpath. Healthy before in: no stage.',
      'Needs 2 approvals from release-managers, not the requester.',
      `Release ${active(fleet, 'prod').release}:`,
      `- checkout 1.0.0 ${aDigest('a')}`,
    ]);
  });

  it.each(['before', 'after'] as const)(
    'is proposed once although a run died %s it recorded so',
    async (when) => {
      await look();
      fleet.interruptions.interrupt('ledger.append', when);
      await expect(sync()).rejects.toThrow('interrupted');
      await sync();
      expect(fleet.pullRequests.made.size).toBe(1);
      expect(entries('pull-request-opened')).toHaveLength(1);
    },
  );

  it('is not proposed where no gate asks for it, and nothing is known of another promotion', async () => {
    fleet = await aFleet(aPipeline({ stages: [aStage('prod', { gates: [anApproval()] })] }));
    await push(fleet, '1.0.0', 'a');
    await opened();
    await sync({ promotion: 'checkout_prod_0000_9' });
    expect(fleet.pullRequests.made.size).toBe(0);
  });

  it('is not proposed where there is nothing to change', async () => {
    fleet.repository.pushByHand({ [FIRST]: anOverlay('1.0.0', aDigest('a')) });
    await opened();
    expect(fleet.pullRequests.made.size).toBe(0);
  });
});

describe('approvals in the pull request', () => {
  it('are votes, each once, which open the gate; the commit is named and the pull request closed', async () => {
    await opened();
    await approved('alice');
    await approved('bob');
    await sync();
    expect(votes()).toEqual(['alice by pull-request', 'bob by pull-request']);
    expect(entries('vote-cast')[0]).toMatchObject({ identity: `iam ${arnOf('alice')}` });
    const { commits } = await commit(fleet, 'prod');
    await sync();
    expect(pull().comments).toEqual([`Committed as ${commits[0]?.commit}.`]);
    expect(pull().now.isOpen).toBe(false);
    const promotion = id();
    await passWave(fleet, 'prod', ['prod-eu-1']);
    await sync({ promotion });
    expect(pull().comments.at(-1)).toBe('Promoted: every wave of prod is healthy.');
    expect(fleet.pullRequests.made.size).toBe(1);
  });

  it('of whoever may not approve are refused, with the reason', async () => {
    await opened();
    await approved('mallory', 'nobody');
    await sync();
    expect(votes()).toEqual([]);
    expect(entries('vote-refused')).toHaveLength(2);
    expect(pull().comments).toEqual([
      `The approval of ${arnOf('mallory')} does not count: mallory is not a member of release-managers`,
      expect.stringContaining('belongs to nobody'),
    ]);
  });

  it('count beside votes of other ways', async () => {
    await opened();
    const identity = { kind: 'local', person: 'alice' } as const;
    const ballot = {
      pipeline: 'checkout',
      stage: 'prod',
      verdict: 'approve',
      reason: '',
      via: 'cli',
    } as const;
    await castVote(fleet.ports, { ...ballot, identity });
    await approved('alice', 'bob');
    expect(votes()).toEqual(['alice by cli', 'bob by pull-request']);
    expect(pull().comments).toEqual([]);
  });

  it('fall when they are taken back, and can be given again', async () => {
    await opened();
    await approved('alice');
    pull().now = { ...pull().now, approvals: [] };
    await sync();
    expect(votes()).toEqual([]);
    expect(entries('votes-dropped')).toMatchObject([
      { people: ['alice'], reason: 'it was taken back in pull request 1' },
    ]);
    await approved('alice');
    expect(votes()).toEqual(['alice by pull-request']);
  });

  it('are not replaced by setting the rules aside', async () => {
    await opened();
    fleet.pullRequests.override('1');
    await sync();
    expect(votes()).toEqual([]);
    expect(pull().comments).toEqual([expect.stringContaining('were set aside')]);
  });

  it('fall when somebody pushes to the branch: there is a new pull request', async () => {
    await opened();
    await approved('alice');
    fleet.pullRequests.push('1');
    await sync({ pullRequest: '1' });
    expect(votes()).toEqual([]);
    expect(entries('votes-dropped')).toMatchObject([{ reason: 'somebody pushed to pull request 1' }]);
    expect(pull().comments).toEqual([expect.stringContaining('Somebody has pushed')]);
    expect(pull().now.isOpen).toBe(false);
    await look();
    const { gates } = active(fleet, 'prod');
    expect(gates.at(-1)?.sentence).toContain('approved by alice before somebody pushed to pull request 1');
    expect(pull('2').proposal.branch).toBe(`towpath/${id()}.2`);
    await sync({ pullRequest: '1', closedBy: arnOf('alice') });
    expect(active(fleet, 'prod').votes).toEqual([]);
  });

  it('are of the lines that it shows: others are proposed anew', async () => {
    await opened();
    fleet.repository.pushByHand({ [FIRST]: anOverlay('0.9.1', aDigest('9')) });
    await approved('alice');
    expect(votes()).toEqual([]);
    expect(pull().comments).toEqual([expect.stringContaining('have changed on the branch')]);
    expect(pull().now.isOpen).toBe(false);
    expect(pull('2').now.isOpen).toBe(true);
    fleet.pullRequests.reopen('1');
    await sync();
    expect(pull().now.isOpen).toBe(false);
  });
});

describe('a person who merges', () => {
  const merge = () => {
    const made = fleet.repository.pushByHand({ [FIRST]: anOverlay('1.0.0', aDigest('a')) });
    fleet.pullRequests.mergeByHand('1', made);
    return made;
  };

  it('after enough approvals has made the commit that is awaited', async () => {
    await opened();
    await approved('alice', 'bob');
    const made = merge();
    await sync();
    expect(votes()).toHaveLength(2);
    const { commits } = await commit(fleet, 'prod');
    expect(commits).toMatchObject([{ wave: 0, commit: made, changed: false }]);
    await sync();
    expect(pull().comments.at(-1)).toBe(`Nothing was left to commit at ${made}.`);
  });

  it('before the approvals were seen loses none of them', async () => {
    await opened();
    for (const name of ['alice', 'bob']) fleet.pullRequests.approve('1', arnOf(name));
    merge();
    await sync();
    expect((await look()).verdict).toBe('open');
  });

  it('without enough approvals opens no gate', async () => {
    await opened();
    fleet.pullRequests.override('1');
    merge();
    await approved('alice');
    expect((await look()).verdict).toBe('closed');
    expect(pull().comments.at(-1)).toContain('Towpath goes on when its gate opens');
  });
});

describe('a pull request that is closed without a merge', () => {
  const close = async (closedBy?: string) => {
    await opened();
    fleet.pullRequests.closeByHand('1');
    await sync({ pullRequest: '1', closedBy });
  };

  it('is a rejection by whoever closed it', async () => {
    await close(arnOf('bob'));
    await sync({ pullRequest: '1', closedBy: arnOf('bob') });
    expect(active(fleet, 'prod').votes).toMatchObject([
      { person: 'bob', verdict: 'reject', reason: 'closed pull request 1 without merging it' },
    ]);
    expect((await look()).verdict).toBe('failed');
    const promotion = id();
    await failPromotion(fleet.ports, { pipeline: 'checkout', promotion, error: 'GateRefused', cause: 'no' });
    await sync({ promotion });
    expect(pull().comments.at(-1)).toContain('The promotion was rejected');
  });

  it('by somebody who may not reject, or nobody knows whom, rejects nothing', async () => {
    await close(arnOf('mallory'));
    await sync();
    expect(active(fleet, 'prod').votes).toEqual([]);
    expect(pull().comments).toEqual([
      expect.stringContaining('mallory closed this does not count'),
      expect.stringContaining('nobody told by whom'),
    ]);
    expect(fleet.pullRequests.made.size).toBe(1);
  });
});

describe('the next wave', () => {
  it('needs no pull request while approvals stand, and one of its own once they fell', async () => {
    fleet = await aFleetWith([[aTarget('prod-eu-1')], [aTarget('prod-us-1')]]);
    await opened();
    await approved('alice', 'bob');
    await passWave(fleet, 'prod', ['prod-eu-1']);
    await sync();
    expect(pull().now.isOpen).toBe(false);
    expect(fleet.pullRequests.made.size).toBe(1);
    fleet.repository.pushByHand({ [overlayPath('prod-us-1')]: anOverlay('0.9.1', aDigest('9')) });
    await look();
    await sync();
    expect(pull('2').proposal.files).toMatchObject([{ path: overlayPath('prod-us-1') }]);
  });
});

describe('a pull request that nobody recorded', () => {
  it('is closed when its promotion no longer waits', async () => {
    await look();
    fleet.interruptions.interrupt('ledger.append', 'before');
    await expect(sync()).rejects.toThrow('interrupted');
    const promotion = id();
    await failPromotion(fleet.ports, { pipeline: 'checkout', promotion, error: 'Any', cause: 'a defect' });
    await sync({ promotion, pullRequest: '1' });
    expect(pull().now.isOpen).toBe(false);
    expect(pull().comments).toEqual(['The promotion no longer waits for approvals.']);
  });
});
