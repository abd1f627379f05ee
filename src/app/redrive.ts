import type { DeadLetter, LentLetter } from '../ports/dead-letters.ts';
import { inParallel } from './in-parallel.ts';
import type { Using } from './ports.ts';
import { movedBranchIn, pushIn } from './received-events.ts';
import { recordPush } from './record-push.ts';
import { refreshConfiguration } from './refresh-configuration.ts';
import type { DeadLetterView, RedriveView } from './views.ts';

type Needs = Using<
  | 'deadLetterBox'
  | 'ledger'
  | 'configuration'
  | 'repository'
  | 'changes'
  | 'workflow'
  | 'waits'
  | 'clock'
  | 'log'
>;

/** As many as are looked at together; the rest is for the next time. */
const MOST = 50;

/** What becomes of a letter: done again, or left, since nothing can be done again. */
interface Plan {
  readonly what: string;
  /** Absent when a redrive cannot help. */
  readonly again?: () => Promise<unknown>;
}

/** What waits in the dead-letter queues, and what a redrive would do with it. Changes nothing. */
export async function listDeadLetters(ports: Needs): Promise<DeadLetterView[]> {
  const letters = await ports.deadLetterBox.lend(MOST);
  await inParallel(letters, (letter) => ports.deadLetterBox.giveBack(letter));
  return letters.map((letter) => viewOf(letter, planFor(ports, letter)));
}

/**
 * Hands each letter to the use case that it would have reached, which has no second effect, and removes it then. What
 * fails again is given back; what cannot be done again is, too, unless it is to be discarded.
 */
export async function redriveDeadLetters(
  ports: Needs,
  { discard, person }: { discard: boolean; person: string },
): Promise<RedriveView[]> {
  const outcomes: RedriveView[] = [];
  // One after another: two pushes of one pipeline would only contend.
  for (const letter of await ports.deadLetterBox.lend(MOST)) {
    const plan = planFor(ports, letter);
    const outcome = await redriveOne(ports, letter, plan, discard);
    ports.log.info('Dead letter redriven', { id: letter.id, person, ...outcome });
    outcomes.push({ ...viewOf(letter, plan), ...outcome });
  }
  return outcomes;
}

type Outcome = Pick<RedriveView, 'outcome' | 'error'>;

async function redriveOne(ports: Needs, letter: LentLetter, plan: Plan, discard: boolean): Promise<Outcome> {
  if (plan.again === undefined && !discard) {
    await ports.deadLetterBox.giveBack(letter);
    return { outcome: 'kept' };
  }
  try {
    await plan.again?.();
  } catch (error) {
    await ports.deadLetterBox.giveBack(letter);
    return { outcome: 'failed', error: error instanceof Error ? error.message : String(error) };
  }
  await ports.deadLetterBox.remove(letter);
  return { outcome: plan.again === undefined ? 'discarded' : 'redriven' };
}

const viewOf = ({ id, kind, at, reason }: DeadLetter, { what, again }: Plan): DeadLetterView => ({
  id,
  kind,
  at,
  reason,
  what,
  canRedrive: again !== undefined,
});

function planFor(ports: Needs, { id, kind, body }: DeadLetter): Plan {
  const { branchKey } = ports.repository;
  if (kind === 'change')
    return { what: 'wakes the committer', again: () => ports.changes.nudge(branchKey, `redrive ${id}`) };
  try {
    return planForEvent(ports, JSON.parse(body));
  } catch (error) {
    return { what: `cannot be understood: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** @throws MalformedEventError */
function planForEvent(ports: Needs, event: unknown): Plan {
  const { 'detail-type': type, DDBStreamBatchInfo: rows } = (event ?? {}) as Record<string, unknown>;
  if (type === 'ECR Image Action') {
    const push = pushIn(event);
    if (push === undefined) return { what: 'is no push' };
    return { what: `push of ${push.image}:${push.tag}`, again: () => recordPush(ports, push) };
  }
  if (type === 'CodeCommit Repository State Change') {
    const branch = movedBranchIn(event);
    if (branch !== ports.repository.branchKey) return { what: `a move of ${branch}, which is not ours` };
    return { what: `move of ${branch}`, again: () => refreshConfiguration(ports) };
  }
  if (type === 'Scheduled Event') return { what: 'a sweep that did not run; a later one did its work' };
  if (rows !== undefined)
    return { what: 'entries that were not published as events; the ledger has them, the stream no longer' };
  return { what: 'no event that Towpath knows' };
}
