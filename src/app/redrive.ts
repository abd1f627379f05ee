import type { DeadLetter, LentLetter } from '../ports/dead-letters.ts';
import { inParallel } from './in-parallel.ts';
import { type Plan, planFor, type RedriveNeeds } from './redrive-plan.ts';
import type { DeadLetterView, RedriveView } from './views.ts';

/** As many as are looked at together; the rest is for the next time. */
const MOST = 50;

/** What waits in the dead-letter queues, and what a redrive would do with it. Changes nothing. */
export async function listDeadLetters(ports: RedriveNeeds): Promise<DeadLetterView[]> {
  const letters = await ports.deadLetterBox.lend(MOST);
  await inParallel(letters, (letter) => ports.deadLetterBox.giveBack(letter));
  return letters.map((letter) => viewOf(letter, planFor(ports, letter)));
}

/**
 * Hands each letter to the use case that it would have reached, which has no second effect, and removes it then. What
 * fails again is given back; what cannot be done again is, too, unless it is to be discarded.
 */
export async function redriveDeadLetters(
  ports: RedriveNeeds,
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

async function redriveOne(
  ports: RedriveNeeds,
  letter: LentLetter,
  plan: Plan,
  discard: boolean,
): Promise<Outcome> {
  if (plan.again === undefined && !discard) {
    await ports.deadLetterBox.giveBack(letter);
    return { outcome: 'kept' };
  }
  try {
    await (plan.again ?? plan.discarded)?.();
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
