import { METRICS } from '../contract.ts';
import { MOST_FILES } from '../domain/diff/wave-diff.ts';
import type { Branch, Change, CommitAttempt } from '../ports/changes.ts';
import type { CommitOutcome } from '../ports/repository.ts';
import { type Applied, applyChanges, readFiles } from './apply-changes.ts';
import { commitMessage, findLanded } from './commit-trailers.ts';
import type { ReadFiles } from './edit-files.ts';
import { announce, type Wanted, wanted } from './last-look.ts';
import type { Using } from './ports.ts';
import { mergeEach } from './pull-requests/merge-proposed.ts';
import { dropUnapproved } from './recheck-votes.ts';
import { refuse, settle, settleLanded } from './settle-changes.ts';

type Needs = Using<
  'ledger' | 'configuration' | 'changes' | 'repository' | 'pullRequests' | 'workflow' | 'clock' | 'log'
>;

/** CreateCommit takes 7 MB of files, which UTF-8 and the request's own parts may exceed the characters of. */
const MOST_CHARACTERS = 6_000_000;
const MOST_TRIES = 20;
/** A branch that was written to less than this ago is busy: gather a little, commit more at once. */
const BUSY_MS = 2_000;
const GATHER_STEP_MS = 500;
/** So a change that comes in a burst waits ten seconds at most. */
const GATHER_STEPS = 20;

/**
 * Group commit: every change that waits for the branch goes into as few commits as CodeCommit takes. It runs as the
 * only committer of the branch, but two at once would only cost conflicts: each commit is a compare-and-swap.
 */
export async function commitChanges(ports: Needs): Promise<void> {
  for (;;) {
    const { branch, tip, before } = await look(ports);
    const waiting = await gather(ports, branch);
    if (waiting.length === 0) return;
    const batch = firstBatch(waiting);
    const tried =
      batch.length > 0
        ? await commitBatch(ports, batch, waiting === branch.waiting ? tip : undefined)
        : 'done';
    const proposed = waiting.filter(isProposed);
    await mergeEach(ports, proposed, before);
    // Whatever is asked for meanwhile brings a message of its own.
    if (tried === 'gave-up' || (tried === 'done' && batch.length + proposed.length === waiting.length))
      return;
  }
}

interface Look {
  readonly branch: Branch;
  readonly tip: string;
  /** What an earlier run was about when it died. */
  readonly before?: CommitAttempt;
}

/** What waits, once the outcome of what an earlier run was about is known. */
async function look(ports: Needs): Promise<Look> {
  const { changes, repository } = ports;
  const [branch, tip] = await Promise.all([changes.look(repository.branchKey), repository.tip()]);
  const { attempt } = branch.committer;
  if (attempt === undefined) return { branch, tip };
  await recover(ports, branch.waiting, attempt, tip);
  return { ...(await look(ports)), before: attempt };
}

/** A crash may have left a commit whose outcome nobody recorded; its trailers say whether it landed. */
async function recover(
  ports: Needs,
  waiting: readonly Change[],
  attempt: CommitAttempt,
  tip: string,
): Promise<void> {
  const landed = await findLanded(ports.repository, tip, attempt.onto ?? attempt.parent);
  const mine = waiting.filter(({ id }) => attempt.changes.includes(id));
  await settleLanded(ports, mine, landed);
  await ports.changes.putCommitter(ports.repository.branchKey, {});
}

async function gather(ports: Needs, branch: Branch): Promise<readonly Change[]> {
  const { branchKey } = ports.repository;
  let { waiting } = branch;
  const { committedAt } = branch.committer;
  const isRecent = committedAt !== undefined && ports.clock.now() - Date.parse(committedAt) < BUSY_MS;
  const busy = isRecent && !waiting.some(({ urgent }) => urgent);
  for (let step = 0; busy && waiting.length > 0 && step < GATHER_STEPS; step += 1) {
    if (fileCount(waiting) >= MOST_FILES) break;
    await ports.clock.pause(GATHER_STEP_MS);
    const more = await ports.changes.waiting(branchKey);
    const isAll = more.length === waiting.length;
    waiting = more;
    if (isAll) break;
  }
  return waiting;
}

/** What a commit is made of: changes on the files of one tip. */
interface Prepared {
  readonly parent: string;
  readonly wanted: readonly Wanted[];
  readonly read: ReadFiles;
}

/** A commit that was not made: it lost its race, or was not what had been approved. */
interface Lost {
  readonly parent: string;
  readonly applied: Applied;
}

/** Most branches are at rest: their files can be read while the announcement is written, and then the gates. */
async function prepare(ports: Needs, changes: readonly Change[], tip: string | undefined): Promise<Prepared> {
  const parent = tip ?? (await ports.repository.tip());
  const [read] = await Promise.all([
    readFiles(ports.repository, parent, changes),
    announce(ports, parent, changes),
  ]);
  return { parent, read, wanted: await wanted(ports, changes) };
}

/**
 * The branch is busy: the tip is read last, since whatever lies between tip and commit loses races. What is announced is
 * completed with it, for `recover` to look there: a commit that nobody finds would be taken for somebody else's.
 */
async function prepareAgain(ports: Needs, changes: readonly Change[], lost: Lost): Promise<Prepared> {
  const attempt = await announce(ports, lost.parent, changes);
  const found = await wanted(ports, changes);
  const parent = await ports.repository.tip();
  const landed = await findLanded(ports.repository, parent, lost.parent);
  const left = await settleLanded(
    ports,
    found.map(({ change }) => change),
    landed,
  );
  const [read] = await Promise.all([
    readFiles(ports.repository, parent, left, lost),
    ports.changes.putCommitter(ports.repository.branchKey, { attempt: { ...attempt, onto: parent } }),
  ]);
  return { parent, read, wanted: found.filter(({ change }) => left.includes(change)) };
}

/**
 * One commit of these changes (or of a part of one that is too large), tried anew on each new tip until it lands or
 * nothing is left to do.
 */
async function commitBatch(
  ports: Needs,
  changes: readonly Change[],
  tip: string | undefined,
): Promise<'done' | 'partly' | 'gave-up'> {
  const { branchKey } = ports.repository;
  let batch = changes;
  let isWhole = true;
  let lost: Lost | undefined;
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const prepared = lost ? await prepareAgain(ports, batch, lost) : await prepare(ports, batch, tip);
    const { parent } = prepared;
    batch = prepared.wanted.map(({ change }) => change);
    const applied = applyChanges(batch, prepared.read);
    if (characters(applied) > MOST_CHARACTERS && batch.length > 1) {
      batch = batch.slice(0, Math.ceil(batch.length / 2));
      isWhole = false;
      continue;
    }
    const promotions = new Map(prepared.wanted.map(({ change, promotion }) => [change.id, promotion]));
    if (await dropUnapproved(ports, applied, promotions)) {
      lost = { parent, applied };
      continue;
    }
    await refuse(ports, applied.refused);
    const outcome = await write(ports, parent, applied);
    if (outcome.kind !== 'outdated') {
      const states = new Map(prepared.wanted.map(({ change, state }) => [change.id, state]));
      await settle(ports, applied, outcome.kind === 'committed' ? outcome.commit : parent, states);
      const committedAt = new Date(ports.clock.now()).toISOString();
      await ports.changes.putCommitter(branchKey, outcome.kind === 'committed' ? { committedAt } : {});
      return isWhole && applied.begun.length === 0 ? 'done' : 'partly';
    }
    ports.log.count(METRICS.commitConflict);
    batch = [...applied.changed, ...applied.begun, ...applied.same];
    lost = { parent, applied };
  }
  // Failing would hide the queue's message for its visibility timeout, and the branch would stand still as long.
  ports.log.warn('The branch moved at every try; a fresh message goes on', { branchKey, tries: MOST_TRIES });
  await ports.changes.putCommitter(branchKey, {});
  await ports.changes.nudge(branchKey, `tried until ${new Date(ports.clock.now()).toISOString()}`);
  return 'gave-up';
}

async function write(ports: Needs, parent: string, applied: Applied): Promise<CommitOutcome> {
  if (applied.files.length === 0) return { kind: 'unchanged' };
  ports.log.count(METRICS.changesPerCommit, applied.changed.length + applied.begun.length);
  return ports.repository.commit({ parent, files: applied.files, message: commitMessage(applied) });
}

const isProposed = (change: Change): boolean => change.isProposed === true;

const fileCount = (changes: readonly Change[]): number =>
  changes.reduce((sum, { edits }) => sum + edits.length, 0);

const characters = ({ files }: Applied): number => files.reduce((sum, { text }) => sum + text.length, 0);

/**
 * Whole changes, oldest first, as many as one commit takes; one that alone is too large comes alone, and in parts. None
 * that is proposed: pull requests are merged one by one.
 */
function firstBatch(changes: readonly Change[]): Change[] {
  const batch: Change[] = [];
  for (const change of changes.filter((each) => !isProposed(each))) {
    if (batch.length > 0 && fileCount([...batch, change]) > MOST_FILES) break;
    batch.push(change);
  }
  return batch;
}
