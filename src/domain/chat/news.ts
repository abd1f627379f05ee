import type { Entry, FactType } from '../ledger/entry.ts';
import { FLEET_LEDGER } from '../promotion/stop.ts';

/**
 * What people are told of, as it happens; everything else shows in the card of the promotion. `alert` is for what
 * somebody should look at now.
 */
const NEWS: Readonly<Partial<Record<FactType, 'note' | 'alert'>>> = {
  'promotion-failed': 'alert',
  'promotion-rejected': 'note',
  'gate-overridden': 'alert',
  'votes-dropped': 'alert',
  'target-failing': 'note',
  'change-returned': 'note',
  'release-marked': 'alert',
  'release-mark-lifted': 'note',
  'drift-found': 'alert',
  'drift-ended': 'note',
  'stage-held': 'alert',
  'stage-hold-lifted': 'note',
  stopped: 'alert',
  resumed: 'alert',
  overdue: 'alert',
  'cluster-silent': 'alert',
  swept: 'note',
  'push-found': 'note',
};

export type News = 'note' | 'alert';

export function newsOf(fact: Pick<Entry, 'type'> & { readonly rollback?: unknown }): News | undefined {
  // Of all requests only that of a rollback is news: nobody asked for it, or somebody had to.
  if (fact.type === 'promotion-requested') return fact.rollback === undefined ? undefined : 'alert';
  return NEWS[fact.type];
}

/** How a line of news begins: the ledger of stops is nobody's pipeline. */
export const subjectOf = (pipeline: string): string => (pipeline === FLEET_LEDGER ? 'Towpath' : pipeline);
