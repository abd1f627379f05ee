import { METRICS } from '../contract.ts';
import { MOST_FILES } from '../domain/diff/wave-diff.ts';
import type { Promotion } from '../domain/promotion/state.ts';
import type { Change } from '../ports/changes.ts';
import type { CommitOutcome } from '../ports/repository.ts';
import { type Applied, applyChanges } from './apply-changes.ts';
import { commitMessage, findLanded } from './commit-trailers.ts';
import { gatesOf, readSurroundings } from './gates.ts';
import { inParallel } from './in-parallel.ts';
import type { Using } from './ports.ts';
import { dropUnapproved } from './recheck-votes.ts';
import { changeId } from './request-change.ts';
import { drop, giveBack, refuse, settle, settleLanded } from './settle-changes.ts';

type Needs = Using<'ledger' | 'configuration' | 'changes' | 'repository' | 'workflow' | 'clock' | 'log'>;

/** CreateCommit takes 7 MB of files, which UTF-8 and the request's own parts may exceed the characters of. */
const MOST_CHARACTERS = 6_000_000;
const MOST_TRIES = 20;
/** The committer's own timeout, and time for a request that was on its way when it ended. */
const ATTEMPT_MS = 180_000;
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
  await recover(ports);
  for (;;) {
    const waiting = await gather(ports);
    if (waiting.length === 0) return;
    if ((await commitBatch(ports, firstBatch(waiting))) === 'gave-up') return;
  }
}

/** A crash may have left a commit whose outcome nobody recorded; its trailers say whether it landed. */
async function recover(ports: Needs): Promise<void> {
  const { branchKey } = ports.repository;
  const { attempt } = await ports.changes.committer(branchKey);
  if (attempt === undefined) return;
  const waiting = (await ports.changes.waiting(branchKey)).filter(({ id }) => attempt.changes.includes(id));
  const landed = await findLanded(ports.repository, await ports.repository.tip(), attempt.parent);
  await settleLanded(ports, waiting, landed);
  await ports.changes.putCommitter(branchKey, {});
}

async function gather(ports: Needs): Promise<Change[]> {
  const { branchKey } = ports.repository;
  let waiting = await ports.changes.waiting(branchKey);
  const { committedAt } = await ports.changes.committer(branchKey);
  const isRecent = committedAt !== undefined && ports.clock.now() - Date.parse(committedAt) < BUSY_MS;
  const busy = isRecent && !waiting.some(({ urgent }) => urgent);
  for (let step = 0; busy && waiting.length > 0 && step < GATHER_STEPS; step += 1) {
    if (fileCount(waiting) >= MOST_FILES) break;
    await ports.clock.pause(GATHER_STEP_MS);
    const more = await ports.changes.waiting(branchKey);
    if (more.length === waiting.length) break;
    waiting = more;
  }
  return waiting;
}

/**
 * The last look before the write: only what its promotion still wants and every gate still lets through. A hold, a stop,
 * a freeze that began, an approver who left: all are seen here. What was looked at goes into `looked`, by the change's id.
 */
async function wanted(
  ports: Needs,
  changes: readonly Change[],
  looked: Map<string, Promotion>,
): Promise<Change[]> {
  const surroundings = await readSurroundings(ports);
  const checked = await inParallel(changes, async (change) => {
    const state = await ports.ledger.read(change.pipeline);
    const promotion = state.promotions[change.promotion];
    if (promotion?.status !== 'committing' || changeId(promotion) !== change.id) await drop(ports, change);
    else {
      looked.set(change.id, promotion);
      const { verdict, answers } = await gatesOf(ports, state, promotion, surroundings);
      if (verdict === 'open') return [change];
      await giveBack(ports, change, answers);
    }
    return [];
  });
  return checked.flat();
}

/**
 * One commit of these changes (or of a part of one that is too large), tried anew on each new tip until it lands or nothing is left to do. The tip is read last,
 * after the gates: on a busy branch whatever lies between tip and commit loses races.
 */
async function commitBatch(ports: Needs, changes: readonly Change[]): Promise<'done' | 'gave-up'> {
  const { branchKey } = ports.repository;
  let batch = changes;
  let previous: { parent: string; applied: Applied } | undefined;
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    await announce(ports, previous?.parent ?? (await ports.repository.tip()), batch);
    const looked = new Map<string, Promotion>();
    batch = await wanted(ports, batch, looked);
    const parent = await ports.repository.tip();
    if (previous !== undefined) {
      const landed = await findLanded(ports.repository, parent, previous.parent);
      batch = await settleLanded(ports, batch, landed);
    }
    const applied = await applyChanges(ports.repository, parent, batch, previous);
    if (characters(applied) > MOST_CHARACTERS && batch.length > 1) {
      batch = batch.slice(0, Math.ceil(batch.length / 2));
      continue;
    }
    if (await dropUnapproved(ports, applied, looked)) {
      previous = { parent, applied };
      continue;
    }
    await refuse(ports, applied.refused);
    const outcome = await write(ports, parent, applied);
    if (outcome.kind !== 'outdated') {
      await settle(ports, applied, outcome.kind === 'committed' ? outcome.commit : parent);
      const committedAt = new Date(ports.clock.now()).toISOString();
      await ports.changes.putCommitter(branchKey, outcome.kind === 'committed' ? { committedAt } : {});
      return 'done';
    }
    ports.log.count(METRICS.commitConflict);
    batch = [...applied.changed, ...applied.begun, ...applied.same];
    previous = { parent, applied };
  }
  // Failing would hide the queue's message for its visibility timeout, and the branch would stand still as long.
  ports.log.warn('The branch moved at every try; a fresh message goes on', { branchKey, tries: MOST_TRIES });
  await ports.changes.putCommitter(branchKey, {});
  await ports.changes.nudge(branchKey, `tried until ${new Date(ports.clock.now()).toISOString()}`);
  return 'gave-up';
}

/**
 * Says what it is about to commit before it looks at the gates for the last time. So a stop either is seen by that look
 * or sees this, and waits for the end; and a commit which landed unseen is found by `recover`.
 */
async function announce(ports: Needs, parent: string, batch: readonly Change[]): Promise<void> {
  const until = new Date(ports.clock.now() + ATTEMPT_MS).toISOString();
  const changes = batch.map(({ id }) => id);
  await ports.changes.putCommitter(ports.repository.branchKey, { attempt: { parent, changes, until } });
}

async function write(ports: Needs, parent: string, applied: Applied): Promise<CommitOutcome> {
  if (applied.files.length === 0) return { kind: 'unchanged' };
  ports.log.count(METRICS.changesPerCommit, applied.changed.length + applied.begun.length);
  return ports.repository.commit({ parent, files: applied.files, message: commitMessage(applied) });
}

const fileCount = (changes: readonly Change[]): number =>
  changes.reduce((sum, { edits }) => sum + edits.length, 0);

const characters = ({ files }: Applied): number => files.reduce((sum, { text }) => sum + text.length, 0);

/** Whole changes, oldest first, as many as one commit takes; one that alone is too large comes alone, and in parts. */
function firstBatch(changes: readonly Change[]): Change[] {
  const batch: Change[] = [];
  for (const change of changes) {
    if (batch.length > 0 && fileCount([...batch, change]) > MOST_FILES) break;
    batch.push(change);
  }
  return batch;
}
