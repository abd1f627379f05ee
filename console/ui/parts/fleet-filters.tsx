import { FILTERS, type Filter } from '../lib/fleet.ts';
import type { Route } from '../lib/route.ts';
import type { Sign } from '../lib/words.ts';
import { replaceRoute } from '../state/router.ts';
import { Icon } from './icon.tsx';

const signs: Readonly<Record<Filter, Sign>> = {
  approval: { word: 'to approve', tone: 'warn', icon: 'person' },
  failing: { word: 'failing', tone: 'bad', icon: 'alert' },
  hold: { word: 'on hold', tone: 'warn', icon: 'pause' },
  moving: { word: 'under way', tone: 'busy', icon: 'half' },
};

interface FleetFiltersProps {
  readonly route: Extract<Route, { page: 'fleet' }>;
  readonly counts: Readonly<Record<Filter, number>>;
}

/** How many stages need what; each is a switch that shows only those. */
export function FleetFilters({ route, counts }: FleetFiltersProps) {
  const { show: _shown, ...unfiltered } = route;
  return (
    <search class="filters">
      {FILTERS.map((filter) => {
        const { word, tone, icon } = signs[filter];
        const isOn = route.show === filter;
        return (
          <button
            key={filter}
            type="button"
            class={counts[filter] > 0 ? `filter ${tone}` : 'filter none'}
            aria-pressed={isOn}
            onClick={() => replaceRoute(isOn ? unfiltered : { ...route, show: filter })}
          >
            <Icon name={icon} />
            <b>{counts[filter]}</b> {word}
          </button>
        );
      })}
      <input
        type="search"
        placeholder="Pipeline, tag, cluster"
        aria-label="Search the fleet"
        value={route.search ?? ''}
        onInput={({ currentTarget }) => replaceRoute({ ...route, search: currentTarget.value })}
      />
    </search>
  );
}
