import { useEffect, useRef } from 'preact/hooks';
import type { FleetView } from '../api/views.ts';
import { changesBetween } from './lib/changes.ts';
import { linkTo, type Route } from './lib/route.ts';
import { ClustersPage } from './pages/clusters.tsx';
import { Door } from './pages/door.tsx';
import { FleetPage } from './pages/fleet.tsx';
import { LedgerPage } from './pages/ledger.tsx';
import { PipelinePage } from './pages/pipeline.tsx';
import { PromotionPage } from './pages/promotion.tsx';
import { ReleasePage } from './pages/release.tsx';
import { SettingsPage } from './pages/settings.tsx';
import { SignInDoor, type SignInDoorProps } from './pages/sign-in-door.tsx';
import { Problem } from './parts/bits.tsx';
import { Guard } from './parts/guard.tsx';
import { Header } from './parts/header.tsx';
import { PageHeading } from './parts/heading.tsx';
import { ConfigurationProblems } from './parts/problems.tsx';
import { ReasonDialog } from './parts/reason-dialog.tsx';
import { Stops } from './parts/stops.tsx';
import { followEvents } from './state/api.ts';
import { notice, say } from './state/notices.ts';
import { route as routeStore } from './state/router.ts';
import { session } from './state/session.ts';
import { useStore } from './state/store.ts';
import { usePoll } from './state/use-poll.ts';

/** Other pages need of the fleet only what changes in it, its people and the problems of its files. */
const FLEET_EVERY_MS = { shown: 2000, behind: 5000 };

/** `door` is there where people sign in; a local installation is entered by its link. */
export function App({ door }: { door?: Omit<SignInDoorProps, 'isRefused'> }) {
  const { token, isRefused } = useStore(session);
  if (token !== undefined) return <Inside key={token} />;
  return door ? <SignInDoor {...door} isRefused={isRefused} /> : <Door isRefused={isRefused} />;
}

function Inside() {
  const route = useStore(routeStore);
  const {
    data: fleet,
    problem,
    refresh,
  } = usePoll({
    key: 'fleet',
    load: (client) => client.fleet(),
    everyMs: route.page === 'fleet' ? FLEET_EVERY_MS.shown : FLEET_EVERY_MS.behind,
  });
  useAnnouncements(fleet);
  useEffect(() => followEvents(document), []);
  return (
    <>
      <button type="button" class="skip" onClick={skipToContent}>
        Skip to the content
      </button>
      <Header route={route} fleet={fleet} />
      <Stops stops={fleet?.stops ?? []} refresh={refresh} />
      <ConfigurationProblems problems={fleet?.problems ?? []} isOpen={route.page === 'fleet'} />
      <main id="content" tabIndex={-1}>
        {route.page === 'fleet' && problem !== undefined && <Problem text={problem} />}
        <Guard key={linkTo(route).split('?')[0]}>
          <Page route={route} fleet={fleet} refresh={refresh} />
        </Guard>
      </main>
      <ReasonDialog people={fleet?.people ?? []} />
      <Notices />
    </>
  );
}

interface PageProps {
  readonly route: Route;
  readonly fleet: FleetView | undefined;
  readonly refresh: () => void;
}

function Page({ route, fleet, refresh }: PageProps) {
  switch (route.page) {
    case 'fleet':
      return <FleetPage fleet={fleet} route={route} refresh={refresh} />;
    case 'pipeline':
      return <PipelinePage key={route.pipeline} {...route} />;
    case 'promotion':
      return <PromotionPage key={route.id} id={route.id} fleet={fleet} refreshFleet={refresh} />;
    case 'release':
      return <ReleasePage key={route.id} id={route.id} />;
    case 'ledger':
      return <LedgerPage route={route} fleet={fleet} />;
    case 'clusters':
      return <ClustersPage route={route} fleet={fleet} />;
    case 'settings':
      return <SettingsPage commit={fleet?.configuration?.commit} />;
    case 'unknown':
      return (
        <>
          <PageHeading title="No such page" />
          <p class="empty">
            Nothing is at <code>{route.hash}</code>. Everything begins at the{' '}
            <a href={linkTo({ page: 'fleet' })}>fleet</a>.
          </p>
        </>
      );
  }
}

/** A button: a link to `#content` would change the route. */
function skipToContent(): void {
  document.getElementById('content')?.focus();
}

function useAnnouncements(fleet: FleetView | undefined): void {
  const before = useRef<FleetView | undefined>(undefined);
  useEffect(() => {
    if (before.current !== undefined && fleet !== undefined)
      say(...changesBetween(before.current.pipelines, fleet.pipelines));
    before.current = fleet;
  }, [fleet]);
}

function Notices() {
  return (
    <p class="unseen" aria-live="polite">
      {useStore(notice)}
    </p>
  );
}
