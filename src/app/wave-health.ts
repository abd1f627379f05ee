import { readings } from '../domain/health/fold.ts';
import { judgeCanary } from '../domain/health/judge-canary.ts';
import { type JudgedTarget, judgeTarget, type TargetInput } from '../domain/health/judge-target.ts';
import { judgeWave, type WaveVerdict } from '../domain/health/judge-wave.ts';
import type { Stage, Target } from '../domain/pipeline/types.ts';
import { ruleOfWave } from '../domain/pipeline/wave-rule.ts';
import type { Promotion, WaveCommit } from '../domain/promotion/state.ts';
import { carriesEdit, type Edit, editsOf } from '../domain/updaters/edits.ts';
import {
  type AgentObject,
  agentOf,
  canaryOf,
  objectsOf,
  objectText,
  type Watch,
  type Watched,
} from '../ports/health.ts';
import { stageOf } from './definitions.ts';
import { readReported } from './edited-file.ts';
import { NotFoundError } from './errors.ts';
import { inParallel } from './in-parallel.ts';
import type { Using } from './ports.ts';
import { releasedBy } from './released.ts';

type Needs = Using<'ledger' | 'repository' | 'health' | 'clock'>;

export interface TargetHealth extends JudgedTarget {
  readonly target: Target;
  readonly reported: Watched['report'];
  /** What the one says whose word counts last: the agent, or the Canary of a target whose agent is healthy. */
  readonly message: string;
  /** Of a target with a Canary: the agent has said for the first time that it is healthy with the release. */
  readonly isJustApplied: boolean;
}

export interface WaveHealth {
  readonly stage: Stage;
  readonly commit: WaveCommit;
  readonly targets: readonly TargetHealth[];
  /** Whose reports would not be heard of: to be stored before anybody waits for them. */
  readonly unwatched: readonly Watch[];
  readonly verdict: WaveVerdict;
}

/** Who watches what for the wave under way. */
export const watchesOf = ({ pipeline, id, wave }: Promotion, stage: Stage): Watch[] =>
  (stage.waves[wave] ?? []).flatMap((target) =>
    objectsOf(target).map((agent) => ({
      agent,
      pipeline,
      promotion: id,
      wave,
      overlay: target.overlay,
    })),
  );

/** Judges the wave that was committed last, by the reports that are stored now. */
export async function judgePromotion(ports: Needs, promotion: Promotion): Promise<WaveHealth> {
  const stage = await stageOf(ports, promotion);
  const commit = promotion.commits.find(({ wave }) => wave === promotion.wave);
  if (commit === undefined)
    throw new NotFoundError(`Wave ${promotion.wave + 1} of ${promotion.id} is not committed.`);
  const targets = stage.waves[promotion.wave] ?? [];
  const watches = watchesOf(promotion, stage);
  const watched = await ports.health.watched(watches);
  const byObject = new Map(watches.map(({ agent }, index) => [objectText(agent), watched[index]]));
  const watchedOf = (object: AgentObject | undefined): Watched =>
    (object && byObject.get(objectText(object))) ?? NOT_WATCHED;
  const judged = await inParallel(targets, async (target): Promise<TargetHealth> => {
    const { watch, report: latest } = watchedOf(agentOf(target));
    const counts = await whatCounts(ports, promotion, target, { watch, report: latest }, commit);
    const { report } = counts;
    const requestedAt = Date.parse(commit.requestedAt);
    const wave = { commit: commit.commit, requestedAt, changed: commit.changed };
    const byAgent = judgeTarget({ cluster: target.cluster, ...counts, wave });
    const said = { target, reported: report, message: report?.message ?? '', isJustApplied: false };
    if (byAgent.state !== 'healthy' || target.canary === undefined) return { ...said, ...byAgent };
    const canary = { ...target.canary, ...watchedOf(canaryOf(target)) };
    return { ...said, ...(await withCanary(ports, target.cluster, { canary, watch, wave }, byAgent)) };
  });
  const verdict = judgeWave(judged, {
    now: ports.clock.now(),
    requestedAt: Date.parse(commit.requestedAt),
    timeoutMs: stage.health.timeoutMs,
    graceMs: stage.health.graceMs,
    ...ruleOfWave(stage, promotion.wave),
    wave: promotion.wave,
    healthySince: promotion.soakingSince === undefined ? undefined : Date.parse(promotion.soakingSince),
  });
  const unwatched = watches.filter((_, index) => watched[index]?.watch === undefined);
  return { stage, commit, targets: judged, unwatched, verdict };
}

/** Of a target whose agent is healthy, the Canary has the last word. */
async function withCanary(
  { health, clock }: Needs,
  cluster: string,
  of: {
    canary: NonNullable<Target['canary']> & Watched;
    watch: Watch | undefined;
    wave: { requestedAt: number; changed: boolean };
  },
  byAgent: JudgedTarget,
): Promise<JudgedTarget & Pick<TargetHealth, 'message' | 'isJustApplied'>> {
  const { canary, watch, wave } = of;
  const appliedAt = watch?.appliedAt ?? byAgent.since;
  const isJustApplied = watch !== undefined && watch.appliedAt === undefined;
  if (isJustApplied) await health.noteApplied(watch, appliedAt);
  const { report } = canary;
  const judged = judgeCanary({ cluster, canary, report, wave, appliedAt, now: clock.now() });
  return { ...judged, message: report?.message ?? '', isJustApplied };
}

const NOT_WATCHED: Watched = { watch: undefined, report: undefined };

/**
 * Of what an agent said of several revisions at the same time, what it said of one that carries the release: a failure
 * before a success, as of one revision.
 */
async function whatCounts(
  ports: Needs,
  promotion: Promotion,
  target: Target,
  { watch, report }: Watched,
  commit: WaveCommit,
): Promise<Pick<TargetInput, 'report' | 'carriesAtRevision'>> {
  let latest: boolean | undefined;
  for (const said of report === undefined ? [] : readings(report)) {
    const carries = await contentOf(ports, promotion, target, { watch, report: said }, commit);
    if (carries === true) return { report: said, carriesAtRevision: true };
    if (said === report) latest = carries;
  }
  return { report, carriesAtRevision: latest };
}

/** Whether the target's files at the reported revision carry the release: read once per revision, then remembered. */
async function contentOf(
  ports: Needs,
  promotion: Promotion,
  target: Target,
  { watch, report }: Watched,
  commit: WaveCommit,
): Promise<boolean | undefined> {
  const revision = report?.revision;
  if (revision === undefined) return undefined;
  if (revision === commit.commit) return true;
  if (watch?.content?.revision === revision) return watch.content.carries;
  const edits = editsOf([target], await releasedBy(ports, promotion));
  const carries = await carriesAt(ports, revision, edits);
  if (carries === undefined) return undefined;
  if (watch !== undefined) await ports.health.noteContent(watch, { revision, carries });
  return carries;
}

/** Undefined when the repository does not know the revision, or it lacks one of the files. */
async function carriesAt(
  { repository }: Needs,
  revision: string,
  edits: readonly Edit[],
): Promise<boolean | undefined> {
  const answers = await inParallel(edits, async (edit) => {
    const file = await readReported(repository, revision, edit);
    return file && carriesEdit(file.text, edit, file.path);
  });
  return answers.includes(undefined) ? undefined : answers.length > 0 && !answers.includes(false);
}
