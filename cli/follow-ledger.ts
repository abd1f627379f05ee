import { setTimeout } from 'node:timers/promises';
import type { Client } from '../console/api/client.ts';
import type { LedgerLine } from '../console/api/views.ts';

export interface FollowOptions {
  /** Of this pipeline only; of all without it. */
  readonly pipeline?: string;
  /** Which of the entries that are there already are to be given first; none without it. */
  readonly backlog?: (line: LedgerLine) => boolean;
  /** Called with each entry once; within a pipeline in the ledger's order. The next one waits for it. */
  readonly onLine: (line: LedgerLine) => void | Promise<void>;
  /** Asked after each look. Once it says yes, what has happened until then is still given. */
  readonly until?: () => boolean | Promise<boolean>;
  readonly signal?: AbortSignal;
  /** Between two looks, in milliseconds. */
  readonly intervalMs?: number;
}

type Ledger = Pick<Client, 'ledger'>;

/** How much of the past a look takes in: far more than happens between two looks. */
const WINDOW = 200;

/** Follows the ledger by asking again and again. Resolves when `until` says yes or the signal is aborted. */
export async function followLedger(client: Ledger, options: FollowOptions): Promise<void> {
  const { backlog = () => false, onLine, until, signal, intervalMs = 500 } = options;
  const seen = new Map<string, number>();
  const look = async (isWanted: (line: LedgerLine) => boolean): Promise<void> => {
    for (const line of await unseen(client, seen, options.pipeline)) {
      seen.set(line.pipeline, line.sequence);
      if (isWanted(line)) await onLine(line);
    }
  };
  await look(backlog);
  while (!signal?.aborted) {
    if (await until?.()) return look(() => true);
    await setTimeout(intervalMs, undefined, signal && { signal }).catch(() => {});
    if (!signal?.aborted) await look(() => true);
  }
}

/** Oldest first, and without a gap within a pipeline: what the window did not show is asked for. */
async function unseen(
  client: Ledger,
  seen: ReadonlyMap<string, number>,
  pipeline: string | undefined,
): Promise<LedgerLine[]> {
  const recent = await client.ledger({ limit: WINDOW, ...(pipeline !== undefined && { pipeline }) });
  const groups = byPipeline(recent);
  const fresh: LedgerLine[] = [];
  for (const [name, lines] of groups) {
    const sequences = lines.map(({ sequence }) => sequence);
    const newest = Math.max(...sequences);
    const known = seen.get(name) ?? Math.min(...sequences) - 1;
    const shown = lines.filter(({ sequence }) => sequence > known);
    const isComplete = shown.length === newest - known;
    fresh.push(...(isComplete ? shown : await between(client, name, known, newest)));
  }
  return fresh.sort(
    (a, b) =>
      Date.parse(a.at) - Date.parse(b.at) || a.sequence - b.sequence || (a.pipeline < b.pipeline ? -1 : 1),
  );
}

function byPipeline(lines: readonly LedgerLine[]): Map<string, LedgerLine[]> {
  const groups = new Map<string, LedgerLine[]>();
  for (const line of lines) groups.set(line.pipeline, [...(groups.get(line.pipeline) ?? []), line]);
  return groups;
}

async function between(
  client: Ledger,
  pipeline: string,
  known: number,
  newest: number,
): Promise<LedgerLine[]> {
  const lines = await client.ledger({ pipeline, limit: newest - known });
  return lines.filter(({ sequence }) => sequence > known);
}
