import type { VotingContext } from '../../domain/gates/gate.ts';
import { proposalOf } from '../../domain/gates/pull-request.ts';
import type { ApprovalGate, PullRequestGate, Stage } from '../../domain/pipeline/types.ts';
import {
  changeByPullRequest,
  gatesByPullRequest,
  isProposedTooOften,
  isStillProposed,
  MOST_PROPOSALS,
} from '../../domain/promotion/proposal.ts';
import type { Promotion, ProposedAs } from '../../domain/promotion/state.ts';
import { pipelineOf } from '../../domain/release.ts';
import { stageOf } from '../definitions.ts';
import { gatesOf, readSurroundings } from '../gates.ts';
import { diffOfStage } from '../stage-diff.ts';
import { concluded } from './concluded.ts';
import { dropFallen } from './drop-fallen.ts';
import type { Hint, SyncNeeds } from './hint.ts';
import { propose } from './propose.ts';
import { goOn, recordEnd } from './record-proposal.ts';
import { takeCommits } from './take-commits.ts';
import { takeVotes } from './take-votes.ts';

/**
 * Makes the pull request follow its promotion, and the votes follow the pull request. It looks at both as they are now, so
 * that it does not matter which events came, how often, and in which order.
 *
 * @param page address of the page, without a slash at the end
 */
export async function syncPullRequest(ports: SyncNeeds, hint: Hint, page: string): Promise<void> {
  const { promotions } = await ports.ledger.read(pipelineOf(hint.promotion), {
    promotions: [hint.promotion],
  });
  const promotion = promotions[hint.promotion];
  if (promotion === undefined || promotion.rollback !== undefined) return;
  const { pullRequests = [] } = promotion;
  const [latest, ...former] = pullRequests.toReversed();
  for (const pull of former)
    await conclude(ports, pull, 'Another pull request stands for this promotion now.');
  if (latest !== undefined) {
    const said = concluded(promotion, latest);
    for (const text of said) await ports.pullRequests.comment(latest.id, text);
    if (said.length > 0) await ports.pullRequests.close(latest.id);
  }
  if (promotion.status === 'gated') await whileGated(ports, promotion, hint, page);
  // Proposed by a run that died, or was overtaken, before it recorded so.
  else if (hint.pullRequest !== undefined && !pullRequests.some(({ id }) => id === hint.pullRequest))
    await conclude(ports, { id: hint.pullRequest }, 'The promotion no longer waits for approvals.');
}

async function conclude(ports: SyncNeeds, { id }: Pick<ProposedAs, 'id'>, why: string): Promise<void> {
  const { isOpen } = await ports.pullRequests.read(id);
  if (!isOpen) return;
  await ports.pullRequests.comment(id, why);
  await ports.pullRequests.close(id);
}

async function whileGated(ports: SyncNeeds, promotion: Promotion, hint: Hint, page: string): Promise<void> {
  const stage = await stageOf(ports, promotion);
  const [gates, change] = [gatesByPullRequest(stage.gates), changeByPullRequest(stage.gates)];
  if ((gates.length === 0 && change === undefined) || promotion.wave >= stage.waves.length) return;
  const surroundings = await readSurroundings(ports);
  const state = await ports.ledger.read(promotion.pipeline);
  const { answers } = await gatesOf(ports, state, promotion, surroundings);
  const asks = answers.some((answer) => answer.gate === 'approval' && answer.state === 'closed');
  const context: VotingContext = {
    ...{ now: ports.clock.now(), promotion, settings: surroundings.settings },
    stage: state.stages[promotion.stage] ?? { stage: promotion.stage, waiting: [] },
  };
  const isTaken = await follow(ports, context, {
    ...{ stage, gates, change, hint, page },
    isWanted: asks || change !== undefined,
  });
  if (isTaken) return syncPullRequest(ports, hint, page);
  if (change !== undefined) await goOn(ports, promotion, surroundings);
}

interface Waiting {
  readonly stage: Stage;
  readonly gates: readonly ApprovalGate[];
  readonly change: PullRequestGate | undefined;
  readonly hint: Hint;
  readonly page: string;
  /** Whether there is to be a pull request at all. */
  readonly isWanted: boolean;
}

/** Brings the pull request of the wave up to date. Says whether it took commits, after which all is to be looked at anew. */
async function follow(ports: SyncNeeds, context: VotingContext, waiting: Waiting): Promise<boolean> {
  const { promotion } = context;
  const { stage, change, isWanted } = waiting;
  const diff = await diffOfStage(ports, promotion);
  const latest = proposalOf(promotion);
  if (latest === undefined) {
    if (isWanted) await propose(ports, context, { ...waiting, diff });
    return false;
  }
  const { outcome, reason = '' } = latest.ended ?? {};
  if (outcome === 'merged' || outcome === 'closed') return false;
  const now = await ports.pullRequests.read(latest.id);
  const current = await dropFallen(ports, promotion, latest, now);
  const isOurs = now.head === latest.commit;
  if (isOurs && outcome === undefined && isStillProposed(latest.diff, diff)) {
    await takeVotes(ports, { ...context, promotion: current }, { ...waiting, latest, now, diff });
    return false;
  }
  let why = isOurs ? LINES_CHANGED : PUSHED;
  if (!isOurs && change?.extraCommits === 'take' && now.isOpen) {
    const whyNot = await takeCommits(ports, current, stage, { pull: latest, head: now.head });
    if (whyNot === undefined) return true;
    why = `What was pushed to this branch cannot be taken: ${whyNot}. A clean pull request replaces this one.`;
  } else if (isOurs && outcome === 'outdated') why = `This is out of date: ${reason}.`;
  await ports.pullRequests.comment(latest.id, why);
  if (isWanted && isProposedTooOften(promotion)) {
    if (change !== undefined)
      await recordEnd(ports, promotion, { pullRequest: latest.id, outcome: 'closed', reason: TOO_OFTEN });
    await conclude(ports, latest, `No other follows: ${TOO_OFTEN}.`);
    return false;
  }
  if (isWanted) await propose(ports, context, { ...waiting, diff });
  await conclude(ports, latest, why);
  return false;
}

const LINES_CHANGED = 'The lines that this would change have changed on the branch.';
const TOO_OFTEN = `it was proposed ${MOST_PROPOSALS} times, and each came to nothing`;
const PUSHED =
  'Somebody has pushed to this branch. Towpath writes only what it proposed itself, so approvals do not count any more.';
