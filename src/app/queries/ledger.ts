import { TOWPATH } from '../../domain/ledger/actor.ts';
import { rebuild } from '../../domain/ledger/apply.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { sentenceOf } from '../../domain/ledger/sentence.ts';
import { emptyState, type PipelineState } from '../../domain/promotion/state.ts';
import { FLEET_LEDGER } from '../../domain/promotion/stop.ts';
import type { Using } from '../ports.ts';
import type { LedgerLine, LedgerVerification } from '../views.ts';

/** What an entry must have, each as the line shows it; `pipeline` says whose ledger is read. */
export interface LedgerFilter {
  readonly pipeline?: string | undefined;
  readonly stage?: string | undefined;
  readonly by?: string | undefined;
  readonly type?: string | undefined;
}

/**
 * Newest first, of one pipeline or of all. Fewer than `limit` only if there are no more: whoever looks for what is rare in a
 * long ledger waits for the answer, and is never told that there is nothing.
 */
export async function ledgerLines(
  ports: Using<'ledger'>,
  { pipeline, limit, ...filter }: LedgerFilter & { readonly limit: number },
): Promise<LedgerLine[]> {
  const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
  const isWanted = (line: LedgerLine): boolean =>
    wanted.every(([name, value]) => line[name as keyof LedgerLine] === value);
  const lines: LedgerLine[] = [];
  if (pipeline === undefined) {
    for await (const entry of ports.ledger.newest()) {
      const line = lineOf(entry);
      if (isWanted(line)) lines.push(line);
      if (lines.length >= limit) break;
    }
    return lines;
  }
  for await (const entry of ports.ledger.history(pipeline)) lines.push(lineOf(entry));
  return lines.filter(isWanted).reverse().slice(0, limit);
}

/** Folds each ledger anew, that of the stops too, and compares the result with the stored rows (I6). */
export async function verifyLedger(ports: Using<'ledger'>): Promise<LedgerVerification[]> {
  const verifications: LedgerVerification[] = [];
  for (const { name } of await ports.ledger.pipelines()) verifications.push(await verifyOne(ports, name));
  const stops = await verifyOne(ports, FLEET_LEDGER);
  return stops.entries > 0 ? [...verifications, stops] : verifications;
}

/** A ledger that grows during the comparison is looked at again. */
const MOST_LOOKS = 5;

async function verifyOne(ports: Using<'ledger'>, pipeline: string, look = 1): Promise<LedgerVerification> {
  const entries: Entry[] = [];
  for await (const entry of ports.ledger.history(pipeline)) entries.push(entry);
  const rebuilt = rebuild(emptyState(pipeline), entries);
  const stored = await ports.ledger.read(pipeline, {
    releases: Object.keys(rebuilt.releases),
    promotions: Object.keys(rebuilt.promotions),
  });
  const hasGrown = stored.sequence !== rebuilt.sequence;
  if (hasGrown && look < MOST_LOOKS) return verifyOne(ports, pipeline, look + 1);
  const differences = hasGrown
    ? [`it changed during each of ${MOST_LOOKS} comparisons (entry ${stored.sequence}); run it again`]
    : compare(rebuilt, stored);
  return { pipeline, entries: entries.length, differences };
}

export function lineOf(entry: Entry): LedgerLine {
  const { pipeline, sequence, at, type, by } = entry;
  return {
    pipeline,
    sequence,
    at,
    type,
    by: by.kind === 'person' ? by.name : TOWPATH.kind,
    sentence: sentenceOf(entry),
    ...('release' in entry && { release: entry.release }),
    ...('stage' in entry && { stage: entry.stage }),
    ...('promotion' in entry && entry.promotion !== undefined && { promotion: entry.promotion }),
    ...('commit' in entry && { commit: entry.commit }),
  };
}

function compare(rebuilt: PipelineState, stored: PipelineState): string[] {
  const rows = (['stages', 'promotions', 'releases'] as const).flatMap((kind) => {
    const ids = new Set([...Object.keys(rebuilt[kind]), ...Object.keys(stored[kind])]);
    return [...ids].flatMap((id) => compareRow(`${kind} ${id}`, rebuilt[kind][id], stored[kind][id]));
  });
  return [
    ...compareRow('definition', rebuilt.definition, stored.definition),
    ...compareRow('stops', rebuilt.stops, stored.stops),
    ...compareRow('arrivals', rebuilt.arrivals, stored.arrivals),
    ...compareRow('silent', rebuilt.silent, stored.silent),
    ...compareRow('refused', rebuilt.refused, stored.refused),
    ...rows,
  ];
}

function compareRow(name: string, rebuilt: unknown, stored: unknown): string[] {
  const [should, is] = [canonical(rebuilt), canonical(stored)];
  return should === is ? [] : [`${name}: the ledger says ${should}, stored is ${is}`];
}

/** Keys in order, so that two rows with the same content are the same text. */
const canonical = (row: unknown): string =>
  JSON.stringify(row, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  ) ?? 'nothing';
