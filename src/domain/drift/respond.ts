import { stagesMissing } from '../gates/after.ts';
import type { Draft } from '../ledger/draft.ts';
import type { Stage } from '../pipeline/types.ts';
import { isBehind, orderingTag } from '../promotion/order.ts';
import { type CurrentDefinition, requestPromotion } from '../promotion/request.ts';
import { hasBegunToWrite, isOpen, type StageState } from '../promotion/state.ts';
import type { Release } from '../release.ts';
import { type Drift, isSamePlace, MOST_RECORDED, type OnDrift } from './drift.ts';

/** A value of a stage that is not as it was promoted, as it was seen. */
export type Finding = Omit<Drift, 'response' | 'why' | 'at'> & {
  /** Whether the promoted value could be written there. */
  readonly isEditable: boolean;
  /** The release that is there by its contents, whether or not there is such a one. */
  readonly holds?: string;
};

/** What one look at the branch says of a stage. */
export interface Seen {
  readonly stage: Stage;
  readonly commit: string;
  readonly found: readonly Finding[];
  /** Known drift that is gone. */
  readonly ended: readonly Drift[];
}

export interface Options {
  readonly now: number;
  /** The number of the next promotion of a release to a stage; undefined when there were too many. */
  readonly attemptOf: (release: string, stage: string) => number | undefined;
}

/** A value that is changed again so soon after it was put back is left as it is: two who write in turn end nowhere. */
const PEACE_MS = 60 * 60_000;

/**
 * Records what was seen and is not known yet, and asks in the same decision for the promotion that the stage wants of
 * it: once per commit, since a commit that is known asks for nothing.
 *
 * @returns whether everything is recorded
 */
export function respond(draft: Draft, definition: CurrentDefinition, seen: Seen, options: Options): boolean {
  const { name } = seen.stage;
  const before = draft.state.stages[name];
  // A decision may have come in between: what was seen is about this release, and about this writing.
  const found = seen.found.filter((finding) => isNews(before, finding) && isOfNow(draft, name, finding));
  const ended = seen.ended.filter((drift) => !isNews(before, drift));
  for (const { overlay, file } of ended.slice(0, MOST_RECORDED))
    draft.record({ type: 'drift-ended', stage: name, overlay, file, commit: seen.commit });
  const room = MOST_RECORDED - Math.min(ended.length, MOST_RECORDED);
  const first = found.slice(0, room);
  if (first.length > 0) record(draft, definition, { ...seen, found }, first, options);
  return found.length + ended.length <= MOST_RECORDED;
}

const isNews = (stage: StageState | undefined, finding: Omit<Finding, 'isEditable'>): boolean =>
  !(stage?.drift ?? []).some(
    (known) =>
      isSamePlace(known, finding) && known.commit === finding.commit && known.during === finding.during,
  );

function isOfNow({ state }: Draft, name: string, { release, during }: Finding): boolean {
  const stage = state.stages[name];
  const active = state.promotions[stage?.active ?? ''];
  const writing = active !== undefined && hasBegunToWrite(active) ? active.id : undefined;
  return stage?.current?.release === release && writing === during;
}

function record(
  draft: Draft,
  definition: CurrentDefinition,
  seen: Seen,
  first: readonly Finding[],
  options: Options,
): void {
  const { response, request, why } = decideResponse(draft, definition, seen, options);
  for (const { isEditable: _, holds: __, ...drift } of first)
    draft.record({
      type: 'drift-found',
      stage: seen.stage.name,
      ...drift,
      response,
      ...(why !== undefined && { why }),
    });
  if (request !== undefined && !hasOpen(draft, request.release.id, seen.stage.name))
    requestPromotion(draft, definition, { stage: seen.stage, ...request });
}

interface Response {
  readonly response: OnDrift;
  readonly request?: { readonly release: Release; readonly attempt: number };
  readonly why?: string;
}

function decideResponse(draft: Draft, definition: CurrentDefinition, seen: Seen, options: Options): Response {
  const { onDrift = 'report', name } = seen.stage;
  const [finding] = seen.found;
  if (onDrift === 'report' || finding === undefined || finding.during !== undefined)
    return { response: 'report' };
  const id = (onDrift === 'restore' ? finding.release : finding.holds) ?? '';
  const release = draft.state.releases[id];
  if (release === undefined) return { response: 'report', why: 'what is there is no known release' };
  const attempt = options.attemptOf(id, name);
  const why =
    (onDrift === 'restore'
      ? whyNotRestored(draft, seen, options.now)
      : whyNotAdopted(draft, definition, seen, release)) ?? whyNotPromoted(release, name, attempt);
  if (why !== undefined || attempt === undefined) return { response: 'report', ...(why && { why }) };
  return { response: onDrift, request: { release, attempt } };
}

function whyNotPromoted(
  { id, mark }: Release,
  stage: string,
  attempt: number | undefined,
): string | undefined {
  if (mark !== undefined) return `${id} is marked as bad: ${mark.reason}`;
  return attempt === undefined ? `${id} was tried too often in ${stage}` : undefined;
}

function whyNotRestored(draft: Draft, { stage, found }: Seen, now: number): string | undefined {
  const stuck = found.find(({ isEditable }) => !isEditable);
  if (stuck !== undefined) return `${stuck.file} cannot be edited`;
  const restored = draft.state.stages[stage.name]?.restored;
  const isSoon = restored !== undefined && now - Date.parse(restored.at) < PEACE_MS;
  const isOther = found.some(({ commit }) => commit !== restored?.commit);
  return isSoon && isOther ? `${stage.name} was put back less than an hour ago` : undefined;
}

function whyNotAdopted(
  draft: Draft,
  { pipeline }: CurrentDefinition,
  { stage, found }: Seen,
  release: Release,
): string | undefined {
  const { id } = release;
  if (found.some(({ holds }) => holds !== id)) return 'not every file that was changed has the same release';
  const missing = stagesMissing(stage, release);
  if (missing !== undefined) return missing;
  const current = draft.state.stages[stage.name]?.current;
  const tag = orderingTag(pipeline, release);
  const isOlder = current !== undefined && isBehind(pipeline, tag, current.tag);
  return isOlder ? `${tag} is older than ${current.tag}; go back by: towpath rollback` : undefined;
}

const hasOpen = ({ state }: Draft, release: string, stage: string): boolean =>
  Object.values(state.promotions).some(
    (promotion) => promotion.release === release && promotion.stage === stage && isOpen(promotion),
  );
