import { beforeEach, describe, expect, it } from 'vitest';
import { castVote } from '../../../../src/app/cast-vote.ts';
import { checkGates } from '../../../../src/app/check-gates.ts';
import { commitChanges } from '../../../../src/app/commit-changes.ts';
import { syncPullRequest } from '../../../../src/app/pull-requests/sync-pull-request.ts';
import { diffOfStage } from '../../../../src/app/stage-diff.ts';
import { MOST_PROPOSALS } from '../../../../src/domain/promotion/proposal.ts';
import { aDigest } from '../../../builders/pipeline.ts';
import { active, anOverlay, overlayPath } from '../../../fakes/fleet.ts';
import type { Fakes } from '../../../fakes/index.ts';
import { ask, of } from '../steps.ts';
import { aProposingFleet, arnOf } from './proposing-fleet.ts';

const FIRST = overlayPath('prod-eu-1');
const NEW = anOverlay('1.0.0', aDigest('a'));

let fleet: Fakes;

async function begin(...how: Parameters<typeof aProposingFleet>): Promise<void> {
  fleet = await aProposingFleet(...how);
  await look();
  await sync();
}

const now = () => active(fleet, 'prod');
const look = () => checkGates(fleet.ports, of(fleet, 'prod'));
const sync = () => syncPullRequest(fleet.ports, { promotion: now().id }, 'https://towpath.example');
const pull = (number = '1') => fleet.pullRequests.get(number);
const entries = (type: string) => fleet.ledger.entries('checkout').filter((entry) => entry.type === type);

async function approve(): Promise<void> {
  for (const name of ['alice', 'bob']) fleet.pullRequests.approve('1', arnOf(name));
  await sync();
}

async function write(): Promise<void> {
  await ask(fleet, 'prod');
  await commitChanges(fleet.ports);
}

describe('commits that people push to a pull request', () => {
  const OLD = 'apps/checkout/overlays/prod-eu-1/old.yaml';
  const EXTRA = 'apps/checkout/overlays/prod-eu-1/replicas.yaml';
  beforeEach(() => begin({ extraCommits: 'take' }));

  it('are merged with it, once it is approved as it is then', async () => {
    fleet.pullRequests.approve('1', arnOf('alice'));
    await sync();
    const head = fleet.pullRequests.push('1', [{ path: EXTRA, text: 'replicas: 3\n' }]);
    await sync();
    expect(now().votes).toEqual([]);
    expect(entries('pull-request-extended')).toMatchObject([{ commit: head, files: [EXTRA] }]);
    expect(fleet.pullRequests.made.size).toBe(1);
    await approve();
    const [{ diff } = {}] = now().votes;
    expect(diff?.waves).toEqual(now().pullRequests?.[0]?.diff.waves);
    await write();
    expect(fleet.repository.files()).toMatchObject({ [FIRST]: NEW, [EXTRA]: 'replicas: 3\n' });
    expect(now().commits).toMatchObject([{ changed: true, files: [FIRST, EXTRA] }]);
  });

  it('say of a link that it is one, so that nobody approves it for a file of the same text', async () => {
    fleet.pullRequests.push('1', [{ path: EXTRA, text: '../../secrets.yaml' }], { links: [EXTRA] });
    await sync();
    const { diffs } = await diffOfStage(fleet.ports, now());
    const lines = diffs[0]?.overlays.flatMap((overlay) => ('file' in overlay ? overlay.file.added : []));
    expect(lines).toContain('symbolic link to ../../secrets.yaml');
  });

  it('are taken once, whoever dies meanwhile', async () => {
    fleet.pullRequests.push('1', [{ path: EXTRA, text: 'replicas: 3\n' }]);
    fleet.interruptions.interrupt('ledger.append', 'after');
    await expect(sync()).rejects.toThrow('interrupted');
    await sync();
    expect(entries('pull-request-extended')).toHaveLength(1);
    expect(pull().comments).toEqual([]);
  });

  it('void approvals of every way', async () => {
    await castVote(fleet.ports, {
      ...{ pipeline: 'checkout', stage: 'prod', verdict: 'approve', reason: '', via: 'cli' },
      identity: { kind: 'local', person: 'alice' },
    });
    fleet.pullRequests.push('1', [{ path: EXTRA, text: 'replicas: 3\n' }]);
    await sync();
    expect((await look()).verdict).toBe('closed');
    expect(now().votes).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['README.md', 'hello\n', 'README.md is not of wave 1'],
    [FIRST, anOverlay('6.6.6'), 'apps/checkout/overlays/prod-eu-1 would not carry the release'],
    [FIRST, 'images: {}\n', 'apps/checkout/overlays/prod-eu-1 would not carry the release'],
    [EXTRA, '\uFFFD', 'is not UTF-8 text'],
  ])('are refused where they change %s to %j', async (path, text, why) => {
    const head = fleet.pullRequests.push('1', [{ path, text }]);
    expect(head).not.toBe(pull().commit);
    await sync();
    expect(pull().comments[0]).toContain(why);
    expect(pull().now.isOpen).toBe(false);
    expect(pull('2').now.isOpen).toBe(true);
    expect(entries('pull-request-extended')).toEqual([]);
  });

  it.each([
    ['the file that is edited', [FIRST]],
    ['a file beside it, whatever they add', [OLD]],
  ])('are refused where they delete %s', async (_, deleted) => {
    fleet = await aProposingFleet({ extraCommits: 'take' });
    fleet.repository.pushByHand({ [OLD]: 'replicas: 1\n' });
    await look();
    await sync();
    fleet.pullRequests.push('1', [{ path: EXTRA, text: 'replicas: 3\n' }], { deleted });
    await sync();
    expect(pull().comments[0]).toContain(`it would delete ${deleted}, and may only change and add files`);
    expect(entries('pull-request-extended')).toEqual([]);
    expect(pull('2').now.isOpen).toBe(true);
  });

  it('are refused where they are too many', async () => {
    const many = Array.from({ length: 101 }, (_, n) => ({
      path: `apps/checkout/overlays/prod-eu-1/${n}.yaml`,
      text: 'a: 1\n',
    }));
    fleet.pullRequests.push('1', many);
    await sync();
    expect(pull().comments[0]).toContain('it changes 102 files');
  });

  it('are refused so many times, of a robot that pushes to every branch, and then the promotion is', async () => {
    await begin();
    for (let n = 1; n <= MOST_PROPOSALS + 5; n += 1) {
      const last = String(fleet.pullRequests.made.size);
      fleet.pullRequests.push(last, [{ path: EXTRA, text: `replicas: ${n}\n` }]);
      await sync();
    }
    expect(fleet.pullRequests.made.size).toBe(MOST_PROPOSALS);
    const last = pull(String(MOST_PROPOSALS));
    expect(last.now.isOpen).toBe(false);
    expect(last.comments.at(-1)).toContain('No other follows');
    expect(await checkGates(fleet.ports, of(fleet, 'prod'))).toMatchObject({ verdict: 'failed' });
  });

  it('are refused unless the pipeline takes them', async () => {
    await begin();
    fleet.pullRequests.push('1', [{ path: EXTRA, text: 'replicas: 3\n' }]);
    await sync();
    expect(pull('2').now.isOpen).toBe(true);
    expect(fleet.repository.files()).not.toHaveProperty(EXTRA);
  });
});
