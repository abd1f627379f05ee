import type { Draft } from '../domain/ledger/draft.ts';
import { fail, reject } from '../domain/promotion/outcome.ts';
import { hasBegunToWrite } from '../domain/promotion/state.ts';
import { GATE_REFUSED } from './check-gates.ts';
import { decide } from './decide.ts';
import { definitionOf, promotionIn } from './definitions.ts';
import { ChangeRefusedError } from './errors.ts';
import { followUp } from './follow-up.ts';
import type { Using } from './ports.ts';

/** The committer would not write it. */
const CHANGE_REFUSED = new ChangeRefusedError().name;

export interface Failure {
  readonly pipeline: string;
  readonly promotion: string;
  /** The error's name: one of ours, a Lambda function's, or Step Functions' own (`States.Timeout`). */
  readonly error: string;
  readonly cause: string;
}

/** Ends the promotion with a reason that a person understands. A change that still waits for its commit is withdrawn. */
export async function failPromotion(
  ports: Using<'ledger' | 'workflow' | 'waits' | 'changes' | 'repository' | 'clock'>,
  failure: Failure,
): Promise<void> {
  const { pipeline, promotion: id } = failure;
  const known = await ports.ledger.read(pipeline, { promotions: [id] });
  const { release, stage } = promotionIn(known, id);
  const releases = [release, ...(known.stages[stage]?.current ? [known.stages[stage].current.release] : [])];
  const end = async (open: Draft): Promise<'all' | 'partly'> => {
    const promotion = promotionIn(open.state, id);
    const pipeline = await definitionOf(ports, promotion);
    // Waves that are written must not stay behind by themselves: the pipeline says what becomes of them.
    if (failure.error !== GATE_REFUSED || hasBegunToWrite(promotion))
      return fail(open, promotion, pipeline, reasonOf(failure), failure.error === CHANGE_REFUSED);
    reject(open, promotion, pipeline, failure.cause);
    return 'all';
  };
  const { result, draft } = await decide(ports, pipeline, { promotions: [id], releases }, end, known);
  if (result === 'partly') {
    await followUp(ports, draft);
    return failPromotion(ports, failure);
  }
  const { branchKey } = ports.repository;
  for (const change of await ports.changes.waiting(branchKey))
    if (change.promotion === id) await ports.changes.remove(change);
  await followUp(ports, draft);
}

/** A failed function's cause is the JSON of its error; people want the message. */
export function reasonOf({ error, cause }: Pick<Failure, 'error' | 'cause'>): string {
  if (error === 'States.Timeout')
    return 'A step took longer than it may; see the execution in Step Functions.';
  try {
    const parsed: unknown = JSON.parse(cause);
    if (typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed)
      return `${error}: ${String(parsed.errorMessage)}`;
  } catch {
    // Not JSON: one of our own sentences.
  }
  return cause === '' ? error : cause;
}
