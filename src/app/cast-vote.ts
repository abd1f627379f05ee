import { whyVoteDoesNotCount } from '../domain/gates/approval.ts';
import { identity } from '../domain/promotion/outcome.ts';
import type { Promotion, StageState } from '../domain/promotion/state.ts';
import { decide } from './decide.ts';
import { stageOf } from './definitions.ts';
import { NotFoundError, RefusedError } from './errors.ts';
import { followUp, wake } from './follow-up.ts';
import type { Using } from './ports.ts';

export interface Ballot {
  readonly pipeline: string;
  readonly stage: string;
  /** What the voter saw; a vote on anything else is refused. Undefined for whatever has the stage. */
  readonly promotion?: string | undefined;
  /** A person's name in settings; how it was established is the caller's business. */
  readonly person: string;
  readonly verdict: 'approve' | 'reject';
  readonly reason: string;
  /** The way the vote came: `console`, `cli`, ... */
  readonly via: string;
}

type Needs = Using<'ledger' | 'configuration' | 'workflow' | 'waits' | 'clock'>;

/**
 * Records a vote on the promotion that now has the stage. Every way of approving ends here. A vote that does not
 * count is refused with the reason, and nothing is recorded.
 */
export async function castVote(ports: Needs, ballot: Ballot): Promise<{ promotion: string }> {
  const { person, verdict, reason, via } = ballot;
  if (verdict === 'reject' && reason.trim() === '') throw new RefusedError('A rejection needs a reason.');
  const settings = await ports.configuration.settings();
  if (settings === undefined)
    throw new RefusedError('There are no settings yet, so nobody may vote. Commit .towpath/settings.yaml.');
  const { result, draft } = await decide(ports, ballot.pipeline, {}, async (open) => {
    const { stage, promotion } = votedOn(open.state.stages[ballot.stage], open.state.promotions, ballot);
    const { gates } = await stageOf(ports, promotion);
    const context = { now: ports.clock.now(), promotion, stage, settings };
    const why = whyVoteDoesNotCount(gates, context, person, verdict);
    if (why === undefined)
      open.record(
        { type: 'vote-cast', ...identity(promotion), verdict, reason, via },
        { kind: 'person', name: person },
      );
    return { promotion: promotion.id, why };
  });
  const { promotion, why } = result;
  if (why !== undefined) {
    // It may be refused because it counts already: from a first try that died before it woke anybody.
    await wake(ports, promotion, 'gates');
    throw new RefusedError(why);
  }
  await followUp(ports, draft);
  return { promotion };
}

function votedOn(
  stage: StageState | undefined,
  promotions: Readonly<Record<string, Promotion>>,
  { pipeline, stage: name, promotion: seen }: Ballot,
): { stage: StageState; promotion: Promotion } {
  if (stage === undefined)
    throw new NotFoundError(`${pipeline} has no stage ${name}, or nothing was ever promoted to it.`);
  const promotion = stage.active === undefined ? undefined : promotions[stage.active];
  if (promotion === undefined)
    throw new RefusedError(
      `No promotion is under way in ${name} of ${pipeline}: there is nothing to vote on.`,
    );
  if (seen !== undefined && seen !== promotion.id)
    throw new RefusedError(
      `${promotion.tag} has ${name} of ${pipeline} now, not what you saw. Look again, then vote.`,
    );
  if (promotion.status !== 'gated')
    throw new RefusedError(
      `${promotion.tag} has passed the gates of ${name} already; it is ${promotion.status}.`,
    );
  return { stage, promotion };
}
