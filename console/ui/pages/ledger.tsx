import { useState } from 'preact/hooks';
import type { FleetView, LedgerLine } from '../../api/views.ts';
import { ledgerChoices } from '../lib/ledger.ts';
import { LEDGER_FILTERS, type LedgerFilter, type Route } from '../lib/route.ts';
import { Loading, Problem } from '../parts/bits.tsx';
import { PageHeading } from '../parts/heading.tsx';
import { LedgerFilters } from '../parts/ledger-filters.tsx';
import { LedgerTable } from '../parts/ledger-table.tsx';
import { reader, sentenceOf } from '../state/api.ts';
import { save } from '../state/save.ts';
import { usePoll } from '../state/use-poll.ts';

const FIRST = 100;
const MORE = 5;
/** The API gives no more than this at once. */
const MOST = 1000;

type LedgerRoute = Extract<Route, { page: 'ledger' }>;

/** Everything that was decided and observed, newest first. */
export function LedgerPage({ route, fleet }: { route: LedgerRoute; fleet: FleetView | undefined }) {
  const { page: _, ...filter } = route;
  const [limit, setLimit] = useState(FIRST);
  const { data, problem } = usePoll({
    key: `ledger:${LEDGER_FILTERS.map((name) => filter[name] ?? '').join(':')}:${limit}`,
    load: (client) => client.ledger({ limit, ...filter }),
    everyMs: 2000,
  });
  const isMore = data !== undefined && data.length >= limit && limit < MOST;
  return (
    <>
      <PageHeading title="Ledger" isTop>
        <div class="filters">
          <LedgerFilters route={route} choices={ledgerChoices(fleet, data ?? [], filter)} />
          <Export filter={filter} />
        </div>
      </PageHeading>
      {problem !== undefined && <Problem text={problem} />}
      {data === undefined && problem === undefined && <Loading what="the ledger" />}
      {data?.length === 0 && <Nothing filter={filter} />}
      {data !== undefined && data.length > 0 && <LedgerTable lines={data} />}
      {isMore && (
        <button type="button" onClick={() => setLimit(Math.min(MOST, limit * MORE))}>
          Show older entries
        </button>
      )}
    </>
  );
}

const Nothing = ({ filter }: { filter: LedgerFilter }) => (
  <p class="empty">
    {Object.keys(filter).length > 0 ? 'No entry is like that.' : 'Nothing has happened yet.'}
  </p>
);

const asLines = (lines: readonly LedgerLine[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** The newest entries that are shown, one JSON object a line. */
function Export({ filter }: { filter: LedgerFilter }) {
  const [problem, setProblem] = useState<string>();
  const download = async () => {
    try {
      save('ledger.jsonl', asLines(await reader().ledger({ limit: MOST, ...filter })));
      setProblem(undefined);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  return (
    <>
      <button type="button" title={`JSON lines, at most ${MOST} entries`} onClick={() => void download()}>
        Export
      </button>
      {problem !== undefined && <Problem text={problem} />}
    </>
  );
}
