import type { DiffDigest } from '../domain/diff/wave-diff.ts';
import { whyVoteDoesNotCount } from '../domain/gates/approval.ts';
import { rulesFor } from '../domain/gates/rules.ts';
import type { Draft } from '../domain/ledger/draft.ts';
import { identityText } from '../domain/people/identity.ts';
import type { Settings } from '../domain/pipeline/types.ts';
import { identity as identityOf } from '../domain/promotion/identity.ts';
import type { Promotion, StageState } from '../domain/promotion/state.ts';
import { dropStaleVotes, standingVotes, type WaveDigests } from '../domain/promotion/votes.ts';
import type { Ballot } from './ballot.ts';
import { decide } from './decide.ts';
import { stageOf } from './definitions.ts';
import { NotFoundError, RefusedError } from './errors.ts';
import { followUp, wake } from './follow-up.ts';
import type { Using } from './ports.ts';
import { recordRefusal, voterOf, whyNobody } from './refuse-vote.ts';
import { diffOfStage, digestsOf, whyOtherDiff } from './stage-diff.ts';

type Needs = Using<'ledger' | 'configuration' | 'repository' | 'workflow' | 'waits' | 'clock'>;

type Judgement =
  | {
      readonly kind: 'counts';
      readonly promotion: Promotion;
      readonly rules: readonly string[];
      /** What is approved; a rejection is of the release, whatever it would change. */
      readonly diff?: DiffDigest | undefined;
    }
  /** The very request is in the ledger already: its first run died before it said so. */
  | { readonly kind: 'counted'; readonly promotion: Promotion }
  /** `isOld`: the ledger has this person's vote, so there is nothing new to be recorded. */
  | {
      readonly kind: 'refused';
      readonly why: string;
      readonly promotion?: Promotion;
      readonly isOld?: boolean;
    };

/**
 * Records a vote on the promotion that now has the stage. Every way of approving ends here: page, command line, Slack.
 * A vote that does not count is refused with the reason, and the ledger gets a `vote-refused`.
 * An approval is bound to the diff of the stage: those of another diff fall with it.
 */
export async function castVote(ports: Needs, ballot: Ballot): Promise<{ promotion: string }> {
  const { verdict, reason, via, request } = ballot;
  if (verdict === 'reject' && reason.trim() === '') throw new RefusedError('A rejection needs a reason.');
  const settings = await ports.configuration.settings();
  const person = voterOf(ballot, settings);
  const beside = { promotions: ballot.promotion === undefined ? [] : [ballot.promotion] };
  const { result, draft } = await decide(ports, ballot.pipeline, beside, async (open) => {
    const judgement = await judge(ports, open, ballot, settings);
    if (judgement.kind === 'counts' && person !== undefined) {
      const { promotion, rules, diff } = judgement;
      dropStaleVotes(open, promotion, waveDigests(diff));
      open.record(
        {
          ...{ type: 'vote-cast', ...identityOf(promotion), verdict, reason, via },
          ...{ identity: identityText(ballot.identity), rules },
          ...(request !== undefined && { request }),
          ...(diff && { diff }),
        },
        { kind: 'person', name: person },
      );
    }
    if (judgement.kind === 'refused' && judgement.isOld !== true)
      recordRefusal(open, ballot, { why: judgement.why, person });
    return judgement;
  });
  if (result.kind === 'counts') {
    await followUp(ports, draft);
    return { promotion: result.promotion.id };
  }
  // It may count already: from a first try that died before it woke anybody.
  if (result.promotion !== undefined) await wake(ports, result.promotion.id, 'gates');
  if (result.kind === 'counted') return { promotion: result.promotion.id };
  throw new RefusedError(result.why);
}

async function judge(
  ports: Needs,
  { state }: Draft,
  ballot: Ballot,
  settings: Settings | undefined,
): Promise<Judgement> {
  const person = voterOf(ballot, settings);
  if (settings === undefined || person === undefined)
    return { kind: 'refused', why: whyNobody(ballot, settings) };
  const stage = state.stages[ballot.stage];
  if (stage === undefined)
    throw new NotFoundError(
      `${ballot.pipeline} has no stage ${ballot.stage}, or nothing was ever promoted to it.`,
    );
  const seen = state.promotions[ballot.promotion ?? stage.active ?? ''];
  const isSame = ({ request }: { request?: string }) => request !== undefined && request === ballot.request;
  const hasFallen = ballot.request !== undefined && seen?.dropped?.requests.includes(ballot.request);
  if (seen !== undefined && (hasFallen || seen.votes.some(isSame)))
    return { kind: 'counted', promotion: seen };
  const promotion = state.promotions[stage.active ?? ''];
  const stale = whyStale(ballot, promotion, seen);
  if (promotion === undefined || stale !== undefined)
    return { kind: 'refused', why: stale ?? nothingUnderWay(ballot) };
  return judgeOn(ports, ballot, { promotion, stage, settings, person });
}

async function judgeOn(
  ports: Needs,
  { verdict, seen }: Ballot,
  at: { promotion: Promotion; stage: StageState; settings: Settings; person: string },
): Promise<Judgement> {
  const { promotion, person } = at;
  const { gates } = await stageOf(ports, promotion);
  const now = verdict === 'approve' ? await diffOfStage(ports, promotion) : undefined;
  if (now !== undefined && seen !== undefined && seen.digest !== now.digest)
    return { kind: 'refused', why: await whyOtherDiff(ports.repository, promotion, seen, now), promotion };
  const votes = standingVotes(promotion.votes, waveDigests(now));
  const context = { ...at, promotion: { ...promotion, votes }, now: ports.clock.now() };
  const why = whyVoteDoesNotCount(gates, context, person, verdict);
  const diff = now && { digest: now.digest, wave: now.wave, waves: now.waves };
  if (why === undefined) return { kind: 'counts', promotion, rules: rulesFor(gates, context, person), diff };
  const isOld = votes.some((vote) => vote.person === person && vote.verdict === verdict);
  return { kind: 'refused', why, promotion, isOld };
}

const waveDigests = (diff: DiffDigest | undefined): WaveDigests =>
  diff === undefined ? new Map() : digestsOf(diff);

/** Why what the voter saw is no longer what a vote would be on. */
function whyStale(
  { pipeline, stage, promotion: asked }: Ballot,
  active: Promotion | undefined,
  seen: Promotion | undefined,
): string | undefined {
  if (asked !== undefined && seen?.endedAt !== undefined)
    return `${seen.tag} is no longer on its way to ${stage} of ${pipeline}: it is ${seen.status}${seen.reason === undefined ? '' : ` (${seen.reason})`}.`;
  if (active === undefined) return undefined;
  if (asked !== undefined && asked !== active.id)
    return `${active.tag} has ${stage} of ${pipeline} now, not what you saw. Look again, then vote.`;
  if (active.status !== 'gated')
    return `${active.tag} has passed the gates of ${stage} already; it is ${active.status}.`;
  return undefined;
}

const nothingUnderWay = ({ pipeline, stage }: Ballot): string =>
  `No promotion is under way in ${stage} of ${pipeline}: there is nothing to vote on.`;
