import type { VotingContext } from '../../domain/gates/gate.ts';
import { personOf } from '../../domain/people/person-of.ts';
import { identity } from '../../domain/promotion/outcome.ts';
import { gatesByPullRequest, isStillProposed } from '../../domain/promotion/proposal.ts';
import type { Promotion, ProposedAs } from '../../domain/promotion/state.ts';
import { pipelineOf } from '../../domain/release.ts';
import type { PullRequestNow } from '../../ports/pull-requests.ts';
import { castVote } from '../cast-vote.ts';
import { decide } from '../decide.ts';
import { stageOf } from '../definitions.ts';
import { RefusedError } from '../errors.ts';
import { followUp } from '../follow-up.ts';
import { gatesOf, readSurroundings } from '../gates.ts';
import type { Using } from '../ports.ts';
import { checkVotes, diffOfStage, type StageDiff } from '../stage-diff.ts';
import { concluded } from './concluded.ts';
import { propose } from './propose.ts';

export type SyncNeeds = Using<
  'ledger' | 'configuration' | 'repository' | 'pullRequests' | 'workflow' | 'waits' | 'clock'
>;

/** What an event told of: only a hint, but for who closed it, which nothing else tells. */
export interface Hint {
  readonly promotion: string;
  /** The pull request that the event is about. */
  readonly pullRequest?: string | undefined;
  /** Who closed that pull request without merging it. */
  readonly closedBy?: string | undefined;
}

const VIA = 'pull-request';

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
  const gates = gatesByPullRequest(stage.gates);
  if (gates.length === 0 || promotion.wave >= stage.waves.length) return;
  const surroundings = await readSurroundings(ports);
  const state = await ports.ledger.read(promotion.pipeline);
  const { answers } = await gatesOf(ports, state, promotion, surroundings);
  const diff = await diffOfStage(ports, promotion);
  const context: VotingContext = {
    ...{ now: ports.clock.now(), promotion, settings: surroundings.settings },
    stage: state.stages[promotion.stage] ?? { stage: promotion.stage, waiting: [] },
  };
  const latest = promotion.pullRequests?.at(-1);
  const isWanted = answers.some((answer) => answer.gate === 'approval' && answer.state === 'closed');
  if (latest !== undefined && latest.diff.wave === promotion.wave) {
    const now = await ports.pullRequests.read(latest.id);
    const current = await dropFallen(ports, promotion, latest, now);
    const isOurs = now.head === latest.commit;
    if (isOurs && isStillProposed(latest.diff, diff))
      return takeVotes(ports, { ...context, promotion: current }, { latest, now, diff, hint });
    const why = isOurs
      ? 'The lines that this would change have changed on the branch.'
      : 'Somebody has pushed to this branch. Towpath writes only what it proposed itself, so approvals do not count any more.';
    await ports.pullRequests.comment(latest.id, why);
    if (isWanted) await propose(ports, context, { gates, diff, page });
    return conclude(ports, latest, why);
  }
  if (isWanted) await propose(ports, context, { gates, diff, page });
}

interface Seen {
  readonly latest: ProposedAs;
  readonly now: PullRequestNow;
  readonly diff: StageDiff;
  readonly hint: Hint;
}

/** What people did in the pull request, as votes: the gates decide what they are worth. */
async function takeVotes(
  ports: SyncNeeds,
  { promotion, settings }: VotingContext,
  seen: Seen,
): Promise<void> {
  const { latest, now, diff, hint } = seen;
  const { pipeline, stage, id } = promotion;
  const ballot = { pipeline, stage, promotion: id, via: VIA };
  const say = (text: string) => ports.pullRequests.comment(latest.id, text);
  for (const arn of now.approvals) {
    const person = personOf({ kind: 'iam', arn }, settings)?.name;
    // By this way before, or by another: the vote is there.
    if (promotion.votes.some((vote) => vote.person === person && vote.verdict === 'approve')) continue;
    const request = requestOf(promotion, latest, arn);
    const refused = await whyRefused(() =>
      castVote(ports, {
        ...{ ...ballot, request, reason: '', verdict: 'approve' },
        ...{ identity: { kind: 'iam', arn }, seen: { digest: diff.digest, commit: diff.commit } },
      }),
    );
    if (refused !== undefined) await say(`The approval of ${arn} does not count: ${refused}`);
  }
  if (now.isOverridden)
    await say('The rules of this pull request were set aside. That does not open the gate of Towpath.');
  if (now.merged !== undefined)
    return say(
      `Merged as ${now.merged.commit}. Towpath goes on when its gate opens, which counts approvals.`,
    );
  if (now.isOpen) return;
  if (hint.closedBy === undefined || hint.pullRequest !== latest.id)
    return say(
      'Closed, and nobody told by whom: this rejects nothing. The promotion waits; vote by another way.',
    );
  const arn = hint.closedBy;
  const refused = await whyRefused(() =>
    castVote(ports, {
      ...{ ...ballot, identity: { kind: 'iam', arn }, verdict: 'reject' },
      reason: `closed pull request ${latest.id} without merging it`,
      request: `pull request ${latest.id} closed`,
    }),
  );
  if (refused !== undefined) await say(`That ${arn} closed this does not count: ${refused}`);
}

async function whyRefused(cast: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await cast();
    return undefined;
  } catch (error) {
    if (error instanceof RefusedError) return error.message;
    throw error;
  }
}

/** One approval is one vote. One that was given again after it had been taken back is another. */
function requestOf({ dropped }: Promotion, { id }: ProposedAs, arn: string): string {
  const request = `pull request ${id} ${arn}`;
  const times = dropped?.requests.filter((fallen) => baseOf(fallen) === request).length ?? 0;
  return times === 0 ? request : `${request} #${times + 1}`;
}

const baseOf = (request: string): string => request.replace(/ #\d+$/, '');

/**
 * Lets votes fall that came by the pull request and that it no longer shows: taken back, or void since somebody pushed to
 * it. So do those of lines that are not to be changed any more, as everywhere; of what was merged they are cast again.
 *
 * @returns the promotion with the votes that stand
 */
async function dropFallen(
  ports: SyncNeeds,
  promotion: Promotion,
  latest: ProposedAs,
  { head, approvals }: PullRequestNow,
): Promise<Promotion> {
  const { result, draft } = await decide(ports, promotion.pipeline, {}, async (open) => {
    const found = open.state.promotions[promotion.id];
    if (found?.status !== 'gated') return promotion;
    const current = await checkVotes(ports, open, found);
    const prefix = `pull request ${latest.id} `;
    const standing = approvals.map((arn) => prefix + arn);
    const gone = current.votes.filter(
      ({ request = '', verdict }) =>
        verdict === 'approve' && request.startsWith(prefix) && !standing.includes(baseOf(request)),
    );
    if (gone.length === 0) return current;
    const reason =
      head === latest.commit
        ? `it was taken back in pull request ${latest.id}`
        : `somebody pushed to pull request ${latest.id}`;
    const [digest = ''] = latest.diff.waves;
    const fallen = { people: gone.map(({ person }) => person), wave: current.wave, from: digest, to: digest };
    open.record({ type: 'votes-dropped', ...identity(current), ...fallen, reason });
    return open.state.promotions[promotion.id] ?? current;
  });
  if (draft.entries.length > 0) await followUp(ports, draft);
  return result;
}
