import type { Branch } from './branch.ts';

const WITHIN_MS = 30_000;

/** Milliseconds until the branch has a new tip. */
export async function timeToCommit(branch: Branch, act: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  const moved = branch.until(() => true, { within: WITHIN_MS, missing: () => 'no commit was made' });
  const [{ at }] = await Promise.all([moved, act()]);
  return at - begin;
}
