import { openPromotions } from '../domain/ledger/apply.ts';
import type { Draft } from '../domain/ledger/draft.ts';
import type { Entry } from '../domain/ledger/entry.ts';
import type { Using } from './ports.ts';

/**
 * Does what the recorded facts call for: starts executions and wakes those that wait. Whoever appended may die before
 * it comes here; a second run then appends nothing, and so looks at every open promotion instead, and at the one that
 * ended last in each stage. Both may repeat what was done already, which has no effect.
 */
export async function followUp(ports: Using<'workflow' | 'waits'>, draft: Draft): Promise<void> {
  if (draft.entries.length > 0) {
    for (const entry of draft.entries) await follow(ports, draft, entry);
    return;
  }
  for (const { pipeline, id, status } of openPromotions(draft.state)) {
    await ports.workflow.start({ pipeline, promotion: id });
    if (status !== 'waiting') await wake(ports, id, 'stage');
  }
  for (const { last } of Object.values(draft.state.stages)) if (last !== undefined) await wake(ports, last);
}

async function follow(ports: Using<'workflow' | 'waits'>, draft: Draft, entry: Entry): Promise<void> {
  switch (entry.type) {
    case 'promotion-requested':
      return ports.workflow.start({ pipeline: entry.pipeline, promotion: entry.promotion });
    case 'stage-acquired': {
      // Requested in the same draft: its execution begins only now, and looks for itself before it waits.
      const isNew = draft.before.promotions[entry.promotion] === undefined;
      return isNew ? undefined : wake(ports, entry.promotion);
    }
    // Each may be ended by what happens to another one, and would go on waiting for what no longer matters.
    case 'promotion-superseded':
    case 'promotion-rejected':
    case 'promotion-failed':
    case 'vote-cast':
    case 'votes-dropped':
    case 'gate-overridden':
      return wake(ports, entry.promotion);
    case 'stage-hold-lifted': {
      const active = draft.state.stages[entry.stage]?.active;
      return active === undefined ? undefined : wake(ports, active);
    }
  }
}

/** Answers the token that the promotion waits on, if it waits (for `only` that, when given). */
export async function wake(
  ports: Using<'workflow' | 'waits'>,
  promotion: string,
  only?: 'stage' | 'gates' | 'health',
): Promise<void> {
  const wait = await ports.waits.get(promotion);
  if (wait !== undefined && (only === undefined || wait.for === only))
    await ports.workflow.answer(wait.token);
}
