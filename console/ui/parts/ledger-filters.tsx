import type { LedgerChoices } from '../lib/ledger.ts';
import { LEDGER_FILTERS, type LedgerFilter, type Route } from '../lib/route.ts';
import { replaceRoute } from '../state/router.ts';

const LABELS: Readonly<Record<keyof LedgerFilter, string>> = {
  pipeline: 'Pipeline',
  stage: 'Stage',
  by: 'By',
  type: 'What',
};

interface LedgerFiltersProps {
  readonly route: Extract<Route, { page: 'ledger' }>;
  readonly choices: LedgerChoices;
}

export function LedgerFilters({ route, choices }: LedgerFiltersProps) {
  return (
    <>
      {LEDGER_FILTERS.map((name) => (
        <label key={name} class="choice">
          {LABELS[name]}
          <select
            value={route[name] ?? ''}
            onChange={({ currentTarget: { value } }) => {
              const { [name]: _, ...others } = route;
              replaceRoute(value === '' ? others : { ...route, [name]: value });
            }}
          >
            <option value="">all</option>
            {choices[name].map((choice) => (
              <option key={choice} value={choice}>
                {choice}
              </option>
            ))}
          </select>
        </label>
      ))}
    </>
  );
}
