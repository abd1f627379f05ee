import type { FleetView } from '../../api/views.ts';
import { columnsOf, countStages, isFilter, select } from '../lib/fleet.ts';
import type { Route } from '../lib/route.ts';
import { Loading } from '../parts/bits.tsx';
import { FleetFilters } from '../parts/fleet-filters.tsx';
import { FleetRow } from '../parts/fleet-row.tsx';
import { PageHeading } from '../parts/heading.tsx';
import { StopButton } from '../parts/stops.tsx';

type FleetRoute = Extract<Route, { page: 'fleet' }>;

interface FleetPageProps {
  readonly fleet: FleetView | undefined;
  readonly route: FleetRoute;
  readonly refresh: () => void;
}

/** Every pipeline with every stage: what is where, and what needs somebody. */
export function FleetPage({ fleet, route, refresh }: FleetPageProps) {
  return (
    <>
      <PageHeading title="Fleet" isTop>
        {fleet !== undefined && <FleetFilters route={route} counts={countStages(fleet.pipelines)} />}
      </PageHeading>
      {fleet !== undefined && fleet.stops.length === 0 && <StopButton refresh={refresh} />}
      {fleet === undefined ? <Loading what="the fleet" /> : <FleetTable fleet={fleet} route={route} />}
    </>
  );
}

function FleetTable({ fleet: { pipelines }, route }: { fleet: FleetView; route: FleetRoute }) {
  const columns = columnsOf(pipelines);
  const show = isFilter(route.show) ? route.show : undefined;
  const selected = select(pipelines, show, route.search ?? '');
  if (pipelines.length === 0)
    return (
      <Nothing text="There is no pipeline yet. Commit one under .towpath/ in the configuration repository." />
    );
  if (selected.length === 0) return <Nothing text="No pipeline matches." />;
  return (
    <table class="fleet">
      <thead>
        <tr>
          <th scope="col">Pipeline</th>
          {columns.map((stage) => (
            <th scope="col" key={stage}>
              {stage}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {selected.map((pipeline) => (
          <FleetRow key={pipeline.name} pipeline={pipeline} columns={columns} />
        ))}
      </tbody>
    </table>
  );
}

const Nothing = ({ text }: { text: string }) => <p class="empty">{text}</p>;
