import type { FleetView } from '../../api/views.ts';
import type { Route } from '../lib/route.ts';
import { clockTime } from '../lib/time.ts';
import { connection } from '../state/connection.ts';
import { useNow } from '../state/now.ts';
import { useStore } from '../state/store.ts';
import { Link } from './bits.tsx';
import { PersonChooser } from './person-chooser.tsx';

/** Every other page is below the fleet. */
const OTHERS: ReadonlySet<Route['page']> = new Set(['clusters', 'ledger', 'settings']);

export function Header({ route, fleet }: { route: Route; fleet: FleetView | undefined }) {
  return (
    <header class="header">
      <Link to={{ page: 'fleet' }} class="brand">
        <img src="icon.svg" alt="" width="24" height="24" />
        <span>Towpath</span>
      </Link>
      <nav aria-label="Pages">
        <Tab to={{ page: 'fleet' }} isOn={!OTHERS.has(route.page)} name="Fleet" />
        <Tab to={{ page: 'clusters' }} isOn={route.page === 'clusters'} name="Clusters" />
        <Tab to={{ page: 'ledger' }} isOn={route.page === 'ledger'} name="Ledger" />
        <Tab to={{ page: 'settings' }} isOn={route.page === 'settings'} name="Settings" />
      </nav>
      <ConnectionState />
      <PersonChooser people={fleet?.people ?? []} label="Acting as" />
    </header>
  );
}

function Tab({ to, isOn, name }: { to: Route; isOn: boolean; name: string }) {
  return (
    <Link to={to} class={isOn ? 'tab on' : 'tab'} {...(isOn && { 'aria-current': 'page' })}>
      {name}
    </Link>
  );
}

function ConnectionState() {
  const now = useNow();
  const current = useStore(connection);
  const text = { connecting: 'Connecting', live: 'Live', lost: 'Not connected' }[current.state];
  const since = current.state === 'lost' ? ` since ${clockTime(current.since, now)}` : '';
  return (
    <p class={`connection ${current.state}`} role="status" title={text + since}>
      <span class="lamp" />
      <span class="text">
        {text}
        <span class="since">{since}</span>
      </span>
    </p>
  );
}
