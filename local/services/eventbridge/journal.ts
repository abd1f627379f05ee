import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Event } from './event.ts';

/** One event that one rule still has to deliver. */
export interface Delivery {
  readonly id: string;
  readonly rule: string;
  readonly event: Event;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
}

/** What was accepted and not yet delivered; survives `kill -9`. */
export interface Journal {
  accept(deliveries: readonly Delivery[]): void;
  settle(id: string): void;
  /** In the order of acceptance. */
  open(): readonly Delivery[];
}

/** Settled lines are dropped by writing the file anew once this many have gathered. */
const COMPACT_AFTER = 1_000;

/** One JSON line per acceptance and per settlement. A line torn by a crash was never acknowledged and is ignored. */
export function openJournal(file: string): Journal {
  const pending = readPending(file);
  let settled = 0;
  mkdirSync(dirname(file), { recursive: true });
  compact();

  function compact(): void {
    writeFileSync(`${file}.new`, [...pending.values()].map(toLine).join(''));
    renameSync(`${file}.new`, file);
    settled = 0;
  }
  return {
    accept(deliveries) {
      for (const delivery of deliveries) pending.set(delivery.id, delivery);
      appendFileSync(file, deliveries.map(toLine).join(''));
    },
    settle(id) {
      pending.delete(id);
      appendFileSync(file, toLine({ settled: id }));
      settled += 1;
      if (settled >= COMPACT_AFTER) compact();
    },
    open: () => [...pending.values()],
  };
}

/** For tests and virtual time. */
export function memoryJournal(): Journal {
  const pending = new Map<string, Delivery>();
  return {
    accept(deliveries) {
      for (const delivery of deliveries) pending.set(delivery.id, delivery);
    },
    settle: (id) => void pending.delete(id),
    open: () => [...pending.values()],
  };
}

function toLine(entry: Delivery | { readonly settled: string }): string {
  return `${JSON.stringify(entry)}\n`;
}

function readPending(file: string): Map<string, Delivery> {
  const pending = new Map<string, Delivery>();
  if (!existsSync(file)) return pending;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const entry = parseLine(line);
    if (entry === undefined) continue;
    if ('settled' in entry) pending.delete(entry.settled);
    else pending.set(entry.id, entry);
  }
  return pending;
}

function parseLine(line: string): Delivery | { readonly settled: string } | undefined {
  try {
    return JSON.parse(line) as Delivery | { readonly settled: string };
  } catch {
    return undefined;
  }
}
