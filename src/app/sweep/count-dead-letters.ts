import { METRICS } from '../../contract.ts';
import type { Using } from '../ports.ts';

/** A look is a request for each queue; at every sweep they would cost more in an idle month than all else it does. */
export const LOOK_EVERY_MS = 15 * 60_000;
/** How often sweeps come (functions/manifest-sweep.ts): the first of each quarter of an hour looks. */
const SWEPT_EVERY_MS = 5 * 60_000;

/** Says how many dead letters there are, also that there are none: an alarm keeps its state between two looks. */
export async function countDeadLetters({
  clock,
  deadLetterBox,
  log,
}: Using<'clock' | 'deadLetterBox' | 'log'>): Promise<void> {
  if (clock.now() % LOOK_EVERY_MS >= SWEPT_EVERY_MS) return;
  log.count(METRICS.deadLetters, await deadLetterBox.count());
}
