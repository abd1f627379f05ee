import type { FleetView } from '../../api/views.ts';
import { type ClusterRow, clusterRows, searchClusters } from '../lib/clusters.ts';
import type { Route } from '../lib/route.ts';
import { count, healthSigns } from '../lib/words.ts';
import { Link, Loading } from '../parts/bits.tsx';
import { PageHeading } from '../parts/heading.tsx';
import { Icon, Mark } from '../parts/icon.tsx';
import { Ago } from '../parts/time.tsx';
import { replaceRoute } from '../state/router.ts';

type ClustersRoute = Extract<Route, { page: 'clusters' }>;

/** Which cluster was heard when, and what is on it. */
export function ClustersPage({ fleet, route }: { fleet: FleetView | undefined; route: ClustersRoute }) {
  if (fleet === undefined)
    return (
      <>
        <PageHeading title="Clusters" isTop />
        <Loading what="the clusters" />
      </>
    );
  const rows = clusterRows(fleet);
  const shown = searchClusters(rows, route.search ?? '');
  const silent = rows.filter(({ state }) => state === 'silent').length;
  return (
    <>
      <PageHeading title="Clusters" isTop>
        <search class="filters">
          <span class="dim summary">
            {count(rows.length, 'cluster')}, {silent} silent
          </span>
          <input
            type="search"
            placeholder="Cluster, pipeline, tag"
            aria-label="Search the clusters"
            value={route.search ?? ''}
            onInput={({ currentTarget }) => replaceRoute({ page: 'clusters', search: currentTarget.value })}
          />
        </search>
      </PageHeading>
      {shown.length === 0 && <p class="empty">No cluster is like that.</p>}
      {shown.length > 0 && <ClusterTable rows={shown} />}
    </>
  );
}

function ClusterTable({ rows }: { rows: readonly ClusterRow[] }) {
  return (
    <table class="ledger clusters">
      <thead>
        <tr>
          <th scope="col">Cluster</th>
          <th scope="col">Agent</th>
          <th scope="col">Last heard</th>
          <th scope="col">Woken</th>
          <th scope="col">Targets</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.name} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row: { name, agent, state, heardAt, wake, targets } }: { row: ClusterRow }) {
  return (
    <tr>
      <th scope="row">
        <Mark sign={healthSigns[state]} /> {name}
      </th>
      <td>{agent}</td>
      <td class="heard">
        {heardAt === undefined ? 'never' : <Ago at={heardAt} />}
        {state === 'silent' && <span class="dim"> silent</span>}
      </td>
      <td class="woken">
        <Woken wake={wake} />
      </td>
      <td>
        <ul class="on">
          {targets.map(({ pipeline, stage, overlay, tag, health, drift }) => (
            <li key={`${pipeline} ${stage} ${overlay}`}>
              <Mark sign={healthSigns[health]} />
              <Link to={{ page: 'pipeline', pipeline, stage }} class="plain">
                {pipeline} {stage}
              </Link>
              {tag === undefined ? <span class="dim">no release</span> : <span class="tag">{tag}</span>}
              {drift !== undefined && (
                <span class="drift" title={drift}>
                  <Icon name="alert" tone="bad" /> drift
                </span>
              )}
            </li>
          ))}
          {targets.length === 0 && <li class="dim">nothing of Towpath’s</li>}
        </ul>
      </td>
    </tr>
  );
}

/** How the agent was told of the last commit. What went wrong is a text of any length, so it has its lines. */
function Woken({ wake }: Pick<ClusterRow, 'wake'>) {
  if (wake === undefined) return <span class="dim">looks by itself</span>;
  const { url, at, problem } = wake;
  const woken = <span class="narrow">woken </span>;
  if (at === undefined) return <span title={url}>{woken}not yet</span>;
  if (problem === undefined)
    return (
      <span title={url}>
        {woken}
        <Ago at={at} />
      </span>
    );
  return (
    <span class="failed" title={url}>
      <Icon name="alert" tone="bad" /> {woken}failed <Ago at={at} />: {problem}
    </span>
  );
}
