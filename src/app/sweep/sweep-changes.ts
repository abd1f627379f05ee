import { utc } from '../../domain/gates/sentence.ts';
import type { Findings } from './findings.ts';
import type { SweepPorts } from './ports.ts';
import { remark } from './remark.ts';

/** A committer takes what waits within seconds; in a queue of many commits, within a few minutes. */
const TAKEN_WITHIN_MS = 3 * 60_000;

/** Wakes the committer again when a change has waited for too long. What waits is in the table, so one call does. */
export async function sweepChanges(ports: SweepPorts, findings: Findings): Promise<void> {
  const { branchKey } = ports.repository;
  const now = ports.clock.now();
  const waiting = await ports.changes.waiting(branchKey);
  const late = waiting.filter(({ requestedAt }) => now - Date.parse(requestedAt) > TAKEN_WITHIN_MS);
  if (late.length === 0) return;
  await ports.changes.nudge(branchKey, `sweep ${new Date(now).toISOString()}`);
  for (const { id, pipeline, promotion, requestedAt } of late) {
    const sentence = `its change has waited for the committer since ${utc(requestedAt)}; woke it again`;
    findings.repair('change', id, sentence);
    await findings.attempt(promotion, () => remark(ports, pipeline, promotion, 'change', sentence));
  }
}
