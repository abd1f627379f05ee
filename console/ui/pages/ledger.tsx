import { useState } from 'preact/hooks';
import type { FleetView } from '../../api/views.ts';
import type { Route } from '../lib/route.ts';
import { Loading, Problem } from '../parts/bits.tsx';
import { PageHeading } from '../parts/heading.tsx';
import { LedgerTable } from '../parts/ledger-table.tsx';
import { replaceRoute } from '../state/router.ts';
import { usePoll } from '../state/use-poll.ts';

const FIRST = 100;
const MORE = 5;
/** The API gives no more than this at once. */
const MOST = 1000;

type LedgerRoute = Extract<Route, { page: 'ledger' }>;

/** Everything that was decided and observed, newest first. */
export function LedgerPage({ route, fleet }: { route: LedgerRoute; fleet: FleetView | undefined }) {
  const { pipeline } = route;
  const [limit, setLimit] = useState(FIRST);
  const { data, problem } = usePoll({
    key: `ledger:${pipeline ?? ''}:${limit}`,
    load: (client) => client.ledger({ limit, ...(pipeline !== undefined && { pipeline }) }),
    everyMs: 2000,
  });
  const isMore = data !== undefined && data.length >= limit && limit < MOST;
  return (
    <>
      <PageHeading title="Ledger" isTop>
        <PipelineFilter route={route} names={fleet?.pipelines.map(({ name }) => name) ?? []} />
      </PageHeading>
      {problem !== undefined && <Problem text={problem} />}
      {data === undefined && problem === undefined && <Loading what="the ledger" />}
      {data?.length === 0 && <p class="empty">Nothing has happened yet.</p>}
      {data !== undefined && data.length > 0 && <LedgerTable lines={data} />}
      {isMore && (
        <button type="button" onClick={() => setLimit(Math.min(MOST, limit * MORE))}>
          Show older entries
        </button>
      )}
    </>
  );
}

function PipelineFilter({ route, names }: { route: LedgerRoute; names: readonly string[] }) {
  const choices =
    route.pipeline === undefined || names.includes(route.pipeline) ? names : [...names, route.pipeline];
  return (
    <label class="choice">
      Pipeline
      <select
        value={route.pipeline ?? ''}
        onChange={({ currentTarget: { value } }) =>
          replaceRoute({ page: 'ledger', ...(value !== '' && { pipeline: value }) })
        }
      >
        <option value="">all</option>
        {choices.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
