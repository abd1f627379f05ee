import { setTimeout } from 'node:timers/promises';

const LOOK_EVERY_MS = 200;

export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** What `look` found, as soon as it finds something; after the deadline an error that says what never came. */
export async function waitFor<Found>(
  what: string,
  look: () => Promise<Found | undefined | false>,
  withinMs: number,
): Promise<Found> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new DeadlineError(`Not within ${withinMs / 1000} s: ${what}.`);
    await setTimeout(LOOK_EVERY_MS);
  }
}
