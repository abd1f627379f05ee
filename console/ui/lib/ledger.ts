import type { FleetView, LedgerLine } from '../../api/views.ts';
import { LEDGER_FILTERS, type LedgerFilter } from './route.ts';

/** What can be asked for: what the fleet has, what was seen, and what is asked for already. */
export type LedgerChoices = Readonly<Record<keyof LedgerFilter, readonly string[]>>;

export function ledgerChoices(
  fleet: FleetView | undefined,
  lines: readonly LedgerLine[],
  filter: LedgerFilter,
): LedgerChoices {
  const pipelines = fleet?.pipelines ?? [];
  const known: Partial<Record<keyof LedgerFilter, readonly string[]>> = {
    pipeline: pipelines.map(({ name }) => name),
    stage: pipelines.flatMap(({ stages }) => stages.map(({ name }) => name)),
    by: ['towpath', ...(fleet?.people ?? [])],
  };
  const choices = LEDGER_FILTERS.map((name) => {
    const seen = name === 'type' || name === 'pipeline' ? lines.map((line) => line[name]) : [];
    const asked = filter[name] ?? [];
    return [name, [...new Set([...(known[name] ?? []), ...seen].concat(asked))].sort()];
  });
  return Object.fromEntries(choices) as LedgerChoices;
}
