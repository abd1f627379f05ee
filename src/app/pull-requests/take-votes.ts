import { digestOfWave } from '../../domain/diff/wave-diff.ts';
import type { VotingContext } from '../../domain/gates/gate.ts';
import { personOf } from '../../domain/people/person-of.ts';
import type { ApprovalGate, PullRequestGate } from '../../domain/pipeline/types.ts';
import type { Promotion, ProposedAs } from '../../domain/promotion/state.ts';
import type { PullRequestNow } from '../../ports/pull-requests.ts';
import { castVote } from '../cast-vote.ts';
import { RefusedError } from '../errors.ts';
import type { StageDiff } from '../stage-diff.ts';
import type { Hint, SyncNeeds } from './hint.ts';
import { recordEnd } from './record-proposal.ts';
import { refuseOverride } from './refuse-override.ts';
import { ballotOf, requestOf } from './vote-requests.ts';

interface Seen {
  readonly latest: ProposedAs;
  readonly now: PullRequestNow;
  readonly diff: StageDiff;
  readonly gates: readonly ApprovalGate[];
  readonly change: PullRequestGate | undefined;
  readonly hint: Hint;
}

/** What people did in the pull request: votes, of which the gates decide what they are worth; a merge; its end. */
export async function takeVotes(ports: SyncNeeds, context: VotingContext, seen: Seen): Promise<void> {
  const { latest, now, change } = seen;
  const say = (text: string) => ports.pullRequests.comment(latest.id, text);
  if (seen.gates.length > 0) await takeApprovals(ports, context, seen, say);
  if (now.overridden !== undefined) {
    const { by: arn } = now.overridden;
    if (arn !== undefined)
      await refuseOverride(ports, context.promotion, { pullRequest: latest.id, arn }, context.settings);
    await say('The rules of this pull request were set aside. That does not open the gate of Towpath.');
  }
  if (now.merged !== undefined) {
    if (change !== undefined) await recordMerge(ports, context.promotion, seen, now.merged);
    const waits =
      seen.gates.length > 0 ? ' Towpath goes on when its gate opens, which counts approvals.' : '';
    return say(`Merged as ${now.merged.commit}.${waits}`);
  }
  if (!now.isOpen) await takeClosing(ports, context.promotion, seen, say);
}

type Say = (text: string) => Promise<void>;

async function takeApprovals(
  ports: SyncNeeds,
  { promotion, settings }: VotingContext,
  { latest, now, diff }: Seen,
  say: Say,
): Promise<void> {
  for (const arn of now.approvals) {
    const person = personOf({ kind: 'iam', arn }, settings)?.name;
    // By this way before, or by another: the vote is there.
    if (promotion.votes.some((vote) => vote.person === person && vote.verdict === 'approve')) continue;
    const request = requestOf(promotion, latest, arn);
    const refused = await whyRefused(() =>
      castVote(ports, {
        ...{ ...ballotOf(promotion), request, reason: '', verdict: 'approve' },
        ...{ identity: { kind: 'iam', arn }, seen: { digest: diff.digest, commit: diff.commit } },
      }),
    );
    if (refused !== undefined) await say(`The approval of ${arn} does not count: ${refused}`);
  }
}

/** A merge counts for what it left on the branch: whoever merges and takes it back has merged nothing. */
async function recordMerge(
  ports: SyncNeeds,
  promotion: Promotion,
  { latest, diff }: Seen,
  { commit, by }: NonNullable<PullRequestNow['merged']>,
): Promise<void> {
  const pullRequest = latest.id;
  const isWhole = diff.wave === promotion.wave && diff.waves[0] === digestOfWave([]);
  await recordEnd(
    ports,
    promotion,
    isWhole
      ? { pullRequest, outcome: 'merged', commit, ...(by !== undefined && { identity: `iam ${by}` }) }
      : { pullRequest, outcome: 'outdated', reason: 'what it merged is not on the branch' },
  );
}

/** Closed without a merge: a rejection by somebody who may reject; and the end of a change that is a pull request. */
async function takeClosing(
  ports: SyncNeeds,
  promotion: Promotion,
  { latest, gates, change, hint }: Seen,
  say: Say,
): Promise<void> {
  const arn = hint.pullRequest === latest.id ? hint.closedBy : undefined;
  const refused =
    arn === undefined || gates.length === 0 ? undefined : await reject(ports, promotion, latest, arn);
  if (change !== undefined) {
    const isRejected = arn !== undefined && gates.length > 0 && refused === undefined;
    const identity = arn === undefined ? {} : { identity: `iam ${arn}` };
    if (!isRejected)
      await recordEnd(ports, promotion, { pullRequest: latest.id, outcome: 'closed', ...identity });
  } else if (arn === undefined)
    await say(
      'Closed, and nobody told by whom: this rejects nothing. The promotion waits; vote by another way.',
    );
  else if (refused !== undefined) await say(`That ${arn} closed this does not count: ${refused}`);
}

/** Why it does not count. */
const reject = (
  ports: SyncNeeds,
  promotion: Promotion,
  { id }: ProposedAs,
  arn: string,
): Promise<string | undefined> =>
  whyRefused(() =>
    castVote(ports, {
      ...{ ...ballotOf(promotion), identity: { kind: 'iam', arn }, verdict: 'reject' },
      reason: `closed pull request ${id} without merging it`,
      request: `pull request ${id} closed`,
    }),
  );

async function whyRefused(cast: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await cast();
    return undefined;
  } catch (error) {
    if (error instanceof RefusedError) return error.message;
    throw error;
  }
}
