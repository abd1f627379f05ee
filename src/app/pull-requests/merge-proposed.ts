import { digestOfWave } from '../../domain/diff/wave-diff.ts';
import { proposalOf } from '../../domain/gates/pull-request.ts';
import type { PullRequestFact } from '../../domain/ledger/entry-pull-requests.ts';
import { identity } from '../../domain/promotion/identity.ts';
import { isStillProposed } from '../../domain/promotion/proposal.ts';
import type { ProposedAs } from '../../domain/promotion/state.ts';
import type { Change, CommitAttempt } from '../../ports/changes.ts';
import type { MergeOutcome } from '../../ports/pull-requests.ts';
import { applyChanges, readFiles } from '../apply-changes.ts';
import { commitMessage } from '../commit-trailers.ts';
import { isEditedIn } from '../edited-file.ts';
import { readSurroundings } from '../gates.ts';
import { announce, type Wanted, wanted } from '../last-look.ts';
import type { Using } from '../ports.ts';
import { giveBack, record, refuse, settle } from '../settle-changes.ts';
import { diffOfStage } from '../stage-diff.ts';

type Needs = Using<
  'ledger' | 'configuration' | 'changes' | 'repository' | 'pullRequests' | 'workflow' | 'clock' | 'log'
>;

type End = Omit<
  Extract<PullRequestFact, { type: 'pull-request-ended' }>,
  'type' | 'promotion' | 'release' | 'stage'
>;

/**
 * Writes each change by merging its pull request, one by one. What fails ends the run and stays announced, since it may still
 * have its effect: whoever stops waits for it. The next run (`before` is what the last one was about) begins behind it, so
 * that it keeps none of the others waiting.
 */
export async function mergeEach(
  ports: Needs,
  changes: readonly Change[],
  before: CommitAttempt | undefined,
): Promise<void> {
  const next = changes.findIndex(({ id }) => before?.changes.includes(id)) + 1;
  for (const change of [...changes.slice(next), ...changes.slice(0, next)])
    await mergeProposed(ports, change);
}

/**
 * Writes a change by merging its pull request. Like any commit it is announced first, and then every gate is asked for the
 * last time (I7). What was merged already, by a person or by a run that died, is found by asking: merging twice is once.
 */
async function mergeProposed(ports: Needs, change: Change): Promise<void> {
  const { branchKey } = ports.repository;
  const tip = await ports.repository.tip();
  await announce(ports, tip, [change]);
  const [found] = await wanted(ports, [change]);
  const isMerged = found !== undefined && (await mergeWanted(ports, found, tip));
  const committedAt = new Date(ports.clock.now()).toISOString();
  await ports.changes.putCommitter(branchKey, isMerged ? { committedAt } : {});
}

/** Settles the change, or gives it back. Says whether it is on the branch now. */
async function mergeWanted(ports: Needs, found: Wanted, tip: string): Promise<boolean> {
  const { change, promotion } = found;
  const pull = proposalOf(promotion);
  if (pull === undefined || promotion.unproposed !== undefined) return withoutPullRequest(ports, found, tip);
  const outcome = await outcomeOf(ports, found, pull);
  switch (outcome.kind) {
    case 'merged':
      await settleMerged(ports, found, pull, outcome.commit);
      return true;
    case 'closed':
      await endAndGiveBack(ports, change, { pullRequest: pull.id, outcome: 'closed' });
      return false;
    case 'outdated': {
      const { reason } = outcome;
      await endAndGiveBack(ports, change, { pullRequest: pull.id, outcome: 'outdated', reason });
      return false;
    }
  }
}

/** What is merged is what was proposed, at the tip as it is now; approvals are of that, or fall at the gates. */
async function outcomeOf(
  ports: Needs,
  { change, promotion }: Wanted,
  pull: ProposedAs,
): Promise<MergeOutcome> {
  const now = await ports.pullRequests.read(pull.id);
  const diff = await diffOfStage(ports, promotion);
  if (now.merged !== undefined) {
    const isWhole = diff.waves[0] === digestOfWave([]);
    return isWhole
      ? { kind: 'merged', commit: now.merged.commit }
      : { kind: 'outdated', reason: 'what it merged is not on the branch' };
  }
  if (now.head !== pull.commit) return { kind: 'outdated', reason: 'somebody pushed to its branch' };
  if (!isStillProposed(pull.diff, diff))
    return { kind: 'outdated', reason: 'the lines that it would change have changed' };
  const message = commitMessage({ changed: [change], begun: [] });
  return ports.pullRequests.merge(pull.id, { head: pull.commit, message });
}

async function settleMerged(
  ports: Needs,
  { change, state }: Wanted,
  { base = '', commit: head, isExtended = false }: ProposedAs,
  commit: string,
): Promise<void> {
  const paths = await ports.repository.changedPaths(base, head);
  const isOurs = (path: string): boolean => change.edits.some((edit) => isEditedIn(edit, path));
  const files = isExtended ? paths : paths.filter(isOurs);
  await record(ports, change, { commit, changed: true, files }, state);
}

/** Nothing was left to propose; if something is left to write now, it is not written past a pull request. */
async function withoutPullRequest(ports: Needs, { change, state }: Wanted, tip: string): Promise<boolean> {
  const applied = applyChanges([change], await readFiles(ports.repository, tip, [change]));
  if (applied.files.length > 0) {
    await giveBack(ports, change, await readSurroundings(ports));
    return false;
  }
  await refuse(ports, applied.refused);
  await settle(ports, applied, tip, new Map([[change.id, state]]));
  return false;
}

async function endAndGiveBack(ports: Needs, change: Change, end: End): Promise<void> {
  await giveBack(ports, change, await readSurroundings(ports), (draft, promotion) => {
    draft.record({ type: 'pull-request-ended', ...identity(promotion), ...end });
  });
}
