import type { PipelineState, Promotion } from '../domain/promotion/state.ts';
import type { Change, CommitAttempt } from '../ports/changes.ts';
import { gatesOf, readSurroundings } from './gates.ts';
import { inParallel } from './in-parallel.ts';
import type { Using } from './ports.ts';
import { changeId } from './request-change.ts';
import { drop, giveBack } from './settle-changes.ts';

type Needs = Using<'ledger' | 'configuration' | 'changes' | 'repository' | 'workflow' | 'clock' | 'log'>;

/** The committer's own timeout, and time for a request that was on its way when it ended. */
const ATTEMPT_MS = 180_000;

/**
 * Says what it is about to commit before it looks at the gates for the last time. So a stop either is seen by that look
 * or sees this, and waits for the end; and a commit which landed unseen is found by `recover`.
 */
export async function announce(
  ports: Needs,
  parent: string,
  batch: readonly Change[],
): Promise<CommitAttempt> {
  const until = new Date(ports.clock.now() + ATTEMPT_MS).toISOString();
  const attempt = { parent, changes: batch.map(({ id }) => id), until };
  await ports.changes.putCommitter(ports.repository.branchKey, { attempt });
  return attempt;
}

/** A change that is wanted, and its pipeline as that was seen. */
export interface Wanted {
  readonly change: Change;
  readonly state: PipelineState;
  readonly promotion: Promotion;
}

/**
 * The last look before the write: only what its promotion still wants and every gate still lets through. A hold, a stop,
 * a freeze that began, an approver who left: all are seen here.
 */
export async function wanted(ports: Needs, changes: readonly Change[]): Promise<Wanted[]> {
  const surroundings = readSurroundings(ports);
  const checking = inParallel(changes, async (change) => {
    const state = await ports.ledger.read(change.pipeline);
    const promotion = state.promotions[change.promotion];
    if (promotion?.status !== 'committing' || changeId(promotion) !== change.id) await drop(ports, change);
    else {
      const { verdict } = await gatesOf(ports, state, promotion, await surroundings);
      if (verdict === 'open') return [{ change, state, promotion }];
      await giveBack(ports, change, await surroundings);
    }
    return [];
  });
  const [checked] = await Promise.all([checking, surroundings]);
  return checked.flat();
}
