import { beforeEach, describe, expect, it } from 'vitest';
import type { Ballot } from '../../../src/app/ballot.ts';
import { castVote } from '../../../src/app/cast-vote.ts';
import { checkGates } from '../../../src/app/check-gates.ts';
import { commitChanges } from '../../../src/app/commit-changes.ts';
import { viewDiff } from '../../../src/app/queries/diff.ts';
import { explainStage } from '../../../src/app/queries/explain.ts';
import { refreshConfiguration } from '../../../src/app/refresh-configuration.ts';
import { aDigest, anApproval, aPipeline, aStage, aTarget } from '../../builders/pipeline.ts';
import { active, aFleet, anOverlay, overlayPath, push } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { NO_TEXT } from '../../fakes/repository.ts';
import { ask, commit, of, passWave } from './steps.ts';

const FIRST = overlayPath('prod-eu-1');
const SECOND = overlayPath('prod-us-1');
/** What somebody else wrote into the lines that the promotion replaces. */
const touched = anOverlay('0.9.1', aDigest('9'));

let fleet: Fakes;
beforeEach(async () => {
  const waves = [[aTarget('prod-eu-1')], [aTarget('prod-us-1'), aTarget('prod-ap-1')]];
  fleet = await aFleet(aPipeline({ stages: [aStage('prod', { waves, gates: [anApproval()] })] }));
  await push(fleet, '1.0.0', 'a');
});

const vote = (person: string, ballot: Partial<Ballot> = {}) =>
  castVote(fleet.ports, {
    pipeline: 'checkout',
    stage: 'prod',
    identity: { kind: 'local', person },
    verdict: 'approve',
    reason: '',
    via: 'cli',
    ...ballot,
  });
const diff = () => viewDiff(fleet.ports, active(fleet, 'prod').id);
const look = () => checkGates(fleet.ports, of(fleet, 'prod'));
const approvers = () => active(fleet, 'prod').votes.map(({ person }) => person);
const dropped = () => fleet.ledger.entries('checkout').filter(({ type }) => type === 'votes-dropped');
const ours = () => fleet.repository.log().filter(({ author }) => author === 'Towpath');
const putReport = async () =>
  fleet.configuration.putReport({ commit: await fleet.repository.tip(), at: '', problems: [] });

describe('the diff of a stage', () => {
  it('is what the committer will write, wave by wave', async () => {
    const { files, same, commit: at } = await diff();
    expect(at).toBe(await fleet.repository.tip());
    expect(same).toEqual([]);
    expect(files.map((file) => ('path' in file ? [file.wave, file.path] : file))).toEqual([
      [1, FIRST],
      [2, SECOND],
      [2, overlayPath('prod-ap-1')],
    ]);
    expect(files[0]).toMatchObject({
      added: 2,
      removed: 2,
      lines: [
        '@@ -2,6 +2,6 @@',
        ' resources: [../../base]',
        ' images:',
        "   - name: checkout # the shop's",
        `-    digest: ${aDigest('0')}`,
        '-    newTag: 0.9.0',
        `+    digest: ${aDigest('a')}`,
        '+    newTag: 1.0.0',
        expect.stringContaining('     newName: '),
      ],
    });
  });

  it('says why an overlay cannot be edited, and which carry the release already', async () => {
    const released = anOverlay('1.0.0', aDigest('a'));
    fleet.repository.pushByHand({
      [FIRST]: NO_TEXT,
      [SECOND]: released,
      [overlayPath('prod-ap-1')]: undefined,
    });
    const { files, same } = await diff();
    expect(files).toMatchObject([
      { wave: 1, problem: expect.stringContaining('is not UTF-8 text') },
      { wave: 2, problem: expect.stringContaining('There is no kustomization file') },
    ]);
    expect(same).toEqual(['apps/checkout/overlays/prod-us-1']);
  });

  it('has the waves only that are still to be written, and is empty in the end', async () => {
    await vote('alice');
    await vote('bob');
    await commit(fleet, 'prod');
    expect((await diff()).files.map(({ wave }) => wave)).toEqual([2, 2]);
    const { id } = active(fleet, 'prod');
    fleet.ledger.tamper('checkout', (state) => ({
      ...state,
      promotions: { ...state.promotions, [id]: { ...state.promotions[id]!, status: 'failed' } },
    }));
    expect((await viewDiff(fleet.ports, id)).files).toEqual([]);
  });
});

describe('a vote on a diff', () => {
  it('records it', async () => {
    const { digest } = await diff();
    await vote('alice');
    const entry = fleet.ledger.entries('checkout').at(-1);
    expect(entry).toMatchObject({ type: 'vote-cast', diff: { digest, wave: 0 } });
  });

  it('of which the voter saw another is refused with what has changed', async () => {
    const { digest, commit: seenAt } = await diff();
    fleet.repository.pushByHand({ [FIRST]: touched, 'README.md': 'hello' });
    await expect(vote('alice', { seen: { digest, commit: seenAt } })).rejects.toThrow(
      `The diff of prod is not the one that you saw: ${FIRST} changed meanwhile. Look again (towpath diff `,
    );
    await expect(vote('alice', { seen: { digest } })).rejects.toThrow('not the one that you saw. Look');
    await expect(vote('alice', { seen: { digest, commit: 'f'.repeat(40) } })).rejects.toThrow('saw. Look');
    expect(fleet.ledger.entries('checkout').at(-1)).toMatchObject({ type: 'vote-refused' });
    expect(approvers()).toEqual([]);
    await vote('alice', { seen: { digest: (await diff()).digest } });
    expect(approvers()).toEqual(['alice']);
  });

  it('may always be a rejection', async () => {
    await vote('alice', { verdict: 'reject', reason: 'no', seen: { digest: 'old' } });
    expect(active(fleet, 'prod').votes).toMatchObject([{ person: 'alice', verdict: 'reject' }]);
  });

  it('lets those fall that were cast on another, whose people may vote again', async () => {
    await vote('alice');
    fleet.repository.pushByHand({ [SECOND]: touched });
    await vote('bob');
    expect(approvers()).toEqual(['bob']);
    expect(dropped()).toMatchObject([{ people: ['alice'], wave: 1 }]);
    expect(await look()).toMatchObject({ verdict: 'closed' });
    expect(active(fleet, 'prod').gates.at(-1)?.sentence).toMatch(
      /^1 of 2 approvals from release-managers \(bob\); approved by alice before the diff changed/,
    );
    await vote('alice');
    expect(await look()).toMatchObject({ verdict: 'open' });
  });

  it('that fell does not come back with the same request', async () => {
    await vote('alice', { request: 'v0=1' });
    fleet.repository.pushByHand({ [FIRST]: touched });
    await look();
    await vote('alice', { request: 'v0=1' });
    expect(approvers()).toEqual([]);
    await vote('alice', { request: 'v0=2' });
    expect(approvers()).toEqual(['alice']);
  });

  it('is not refused as a second one when the first was on another diff', async () => {
    await vote('alice');
    fleet.repository.pushByHand({ [FIRST]: touched });
    await vote('alice');
    expect(approvers()).toEqual(['alice']);
  });
});

describe('approvals whose diff has changed', () => {
  const approve = async () => {
    await putReport();
    await vote('alice');
    await vote('bob');
  };

  it('fall at the next look at the gates, and explain says so before', async () => {
    await approve();
    fleet.repository.pushByHand({ [SECOND]: touched });
    const explanation = await explainStage(fleet.ports, 'checkout', 'prod');
    expect(explanation.because.at(-1)).toMatchObject({ what: 'approval', state: 'closed' });
    expect(dropped()).toEqual([]);
    expect(await look()).toMatchObject({ verdict: 'closed' });
    expect(dropped()).toMatchObject([{ people: ['alice', 'bob'], wave: 1 }]);
  });

  it('fall when a push touches an overlay, and the promotion is woken', async () => {
    await approve();
    await fleet.waits.put({ promotion: active(fleet, 'prod').id, for: 'gates', token: 'gates' });
    fleet.repository.pushByHand({ [FIRST]: touched });
    await refreshConfiguration(fleet.ports);
    expect(dropped()).toMatchObject([{ people: ['alice', 'bob'], wave: 0 }]);
    expect(fleet.workflow.answered).toEqual(['gates']);
    await refreshConfiguration(fleet.ports);
    expect(dropped()).toHaveLength(1);
  });

  it('fall when a push wrote the history anew', async () => {
    await approve();
    await fleet.configuration.putReport({ commit: 'f'.repeat(40), at: '', problems: [] });
    fleet.repository.pushByHand({ [FIRST]: touched });
    await refreshConfiguration(fleet.ports);
    expect(dropped()).toHaveLength(1);
  });

  it('stand when other lines, or other files, are pushed', async () => {
    await approve();
    fleet.repository.pushByHand({
      'README.md': 'hello',
      [FIRST]: anOverlay().replace('# ours', '# theirs'),
    });
    await refreshConfiguration(fleet.ports);
    expect(await look()).toMatchObject({ verdict: 'open' });
    expect(dropped()).toEqual([]);
  });

  it('fall at the last look of the committer, which commits nothing of it', async () => {
    await approve();
    await ask(fleet, 'prod');
    fleet.repository.pushByHand({ [FIRST]: touched });
    await commitChanges(fleet.ports);
    expect(ours()).toEqual([]);
    expect(dropped()).toMatchObject([{ people: ['alice', 'bob'], wave: 0 }]);
    expect(active(fleet, 'prod')).toMatchObject({ status: 'gated', votes: [] });
    expect(fleet.workflow.failed).toMatchObject([{ token: 'checkout/prod', error: 'ChangeReturnedError' }]);
    expect(await fleet.changes.waiting('fleet#main')).toEqual([]);
  });

  it('fall when the push comes between that look and the commit', async () => {
    await approve();
    await ask(fleet, 'prod');
    fleet.interruptions.before('repository.commit', () => fleet.repository.pushByHand({ [FIRST]: touched }));
    await commitChanges(fleet.ports);
    expect(ours()).toEqual([]);
    expect(active(fleet, 'prod')).toMatchObject({ status: 'gated', votes: [] });
  });

  it('fall when somebody made the very change by hand', async () => {
    await approve();
    await ask(fleet, 'prod');
    fleet.repository.pushByHand({ [FIRST]: anOverlay('1.0.0', aDigest('a')) });
    await commitChanges(fleet.ports);
    expect(active(fleet, 'prod')).toMatchObject({ status: 'gated', votes: [], commits: [] });
  });

  it('stand for the second wave when the first was written by Towpath', async () => {
    await approve();
    await passWave(fleet, 'prod', ['prod-eu-1']);
    await refreshConfiguration(fleet.ports);
    expect(await look()).toMatchObject({ verdict: 'open' });
    await passWave(fleet, 'prod', ['prod-us-1', 'prod-ap-1']);
    expect(dropped()).toEqual([]);
    expect(ours()).toHaveLength(2);
  });

  it('fall for the second wave when that was touched while the first was written', async () => {
    await approve();
    await passWave(fleet, 'prod', ['prod-eu-1']);
    fleet.repository.pushByHand({ [SECOND]: touched });
    expect(await look()).toMatchObject({ verdict: 'closed' });
    expect(dropped()).toMatchObject([{ wave: 1 }]);
    await vote('alice');
    await vote('carol');
    await commit(fleet, 'prod');
    expect(ours()).toHaveLength(2);
  });
});

describe('a promotion without approvals', () => {
  it('has no file read at its gates', async () => {
    fleet = await aFleet(aPipeline({ stages: [aStage('prod')] }));
    await push(fleet, '1.0.0', 'a');
    fleet.interruptions.calls.length = 0;
    await look();
    expect(fleet.interruptions.calls.filter((call) => call.startsWith('repository.'))).toEqual([]);
  });
});
