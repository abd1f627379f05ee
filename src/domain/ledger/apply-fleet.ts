import type { PipelineState } from '../promotion/state.ts';
import { isSameScope, type StopScope } from '../promotion/stop.ts';
import type { EntryOf } from './entry.ts';
import { refusedRequestHour, refusedRequestKey } from './entry-requests.ts';

type FleetEntry = EntryOf<'stopped' | 'resumed' | 'cluster-silent' | 'request-refused'>;

/** What concerns no one pipeline: facts of the fleet's own ledger (stop.ts). */
export function withFleetFact(state: PipelineState, entry: FleetEntry): PipelineState {
  switch (entry.type) {
    case 'stopped': {
      const { scope, by, reason, at } = entry;
      return { ...state, stops: [...others(state, scope), { scope, by, reason, at }] };
    }
    case 'resumed':
      return { ...state, stops: others(state, entry.scope) };
    case 'cluster-silent':
      return { ...state, silent: { ...state.silent, [entry.cluster]: entry.since } };
    case 'request-refused':
      return {
        ...state,
        refused: { ...state.refused, [refusedRequestKey(entry)]: refusedRequestHour(entry) },
      };
  }
}

const others = ({ stops = [] }: PipelineState, scope: StopScope) =>
  stops.filter((stop) => !isSameScope(stop.scope, scope));
