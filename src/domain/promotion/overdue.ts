import { waitsForPeople } from '../gates/answer.ts';
import type { Stage } from '../pipeline/types.ts';
import type { Promotion } from './state.ts';

const MINUTE_MS = 60_000;
/** For a step that takes seconds. The committer's message comes back after 12 minutes if it died. */
const STEP_MS = 15 * MINUTE_MS;
const WAITING_MS = 24 * 60 * MINUTE_MS;
/** For people: longer than a weekend. */
const PEOPLE_MS = 3 * 24 * 60 * MINUTE_MS;
/** After the wave's own deadline, at which its execution looks by itself. */
const LATE_MS = 5 * MINUTE_MS;

/**
 * When a promotion should have left its state at the latest, in milliseconds since the epoch; later, somebody should
 * look. At the gates only people are ever late, and only once nothing else keeps it: to wait for all else is what gates
 * are for, and each says until when.
 */
export function dueAt(promotion: Promotion, stage: Stage): number | undefined {
  const since = Date.parse(promotion.since ?? promotion.requestedAt);
  switch (promotion.status) {
    case 'waiting':
      return since + WAITING_MS;
    case 'gated':
      // Its last wave is healthy: no gate is asked any more.
      if (promotion.wave >= stage.waves.length) return since + STEP_MS;
      return waitsForPeopleOnly(promotion) ? since + PEOPLE_MS : undefined;
    case 'committing':
      return since + STEP_MS;
    case 'verifying':
      return waveOverAt(promotion, stage, since) + LATE_MS;
    default:
      return undefined;
  }
}

function waitsForPeopleOnly({ gates }: Promotion): boolean {
  const closed = gates.filter(({ state }) => state !== 'open');
  return closed.length > 0 && closed.every(waitsForPeople);
}

/** The end of deadline and soak, and the grace: no wave outlives it (judge-wave.ts). */
function waveOverAt({ commits, wave, soakingSince }: Promotion, stage: Stage, since: number): number {
  const commit = commits.find((made) => made.wave === wave);
  const deadline = (commit === undefined ? since : Date.parse(commit.requestedAt)) + stage.health.timeoutMs;
  const soaked = soakingSince === undefined ? deadline : Date.parse(soakingSince) + stage.soakMs;
  return Math.max(deadline, soaked) + stage.health.graceMs;
}
