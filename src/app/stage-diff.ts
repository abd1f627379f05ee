import { diffFile } from '../domain/diff/file-diff.ts';
import {
  type DiffDigest,
  digestOfStage,
  digestOfWave,
  type OverlayDiff,
  type WaveDiff,
} from '../domain/diff/wave-diff.ts';
import type { Draft } from '../domain/ledger/draft.ts';
import { isOpen, type Promotion } from '../domain/promotion/state.ts';
import { dropStaleVotes, hasApprovals, type WaveDigests } from '../domain/promotion/votes.ts';
import type { Intent } from '../domain/updaters/intent.ts';
import { type ConfigurationRepository, UnknownCommitError } from '../ports/repository.ts';
import { stageOf } from './definitions.ts';
import { editOverlay, readForEdit } from './edit-overlay.ts';
import { inParallel } from './in-parallel.ts';
import type { Using } from './ports.ts';
import { imagesOf } from './released-images.ts';

type Needs = Using<'ledger' | 'repository'>;

/** What a promotion would still change in its stage. */
export interface StageDiff extends DiffDigest {
  /** The tip that it was made at. */
  readonly commit: string;
  readonly diffs: readonly WaveDiff[];
}

/** Exactly what the committer would write at the branch's tip, wave by wave, without the waves that are written. */
export async function diffOfStage(ports: Needs, promotion: Promotion): Promise<StageDiff> {
  const [stage, images, commit] = await Promise.all([
    stageOf(ports, promotion),
    imagesOf(ports, promotion),
    ports.repository.tip(),
  ]);
  const first = isOpen(promotion) ? firstUnwritten(promotion) : stage.waves.length;
  const diffs: WaveDiff[] = [];
  for (const [wave, targets] of stage.waves.entries()) {
    if (wave < first) continue;
    const overlays = [...new Set(targets.map(({ overlay }) => overlay))];
    diffs.push(await diffOfWave(ports, commit, wave, overlays, images));
  }
  return { commit, diffs, ...digestOfStage(first, diffs) };
}

const firstUnwritten = ({ wave, commits }: Promotion): number =>
  commits.some((made) => made.wave === wave) ? wave + 1 : wave;

async function diffOfWave(
  { repository }: Needs,
  commit: string,
  wave: number,
  overlays: readonly string[],
  images: readonly Intent[],
): Promise<WaveDiff> {
  const diffs = await inParallel(overlays, async (overlay) =>
    diffOfOverlay(overlay, await readForEdit(repository, commit, overlay), images),
  );
  const changed = diffs.flatMap((diff) => diff ?? []);
  const same = overlays.filter((_, index) => diffs[index] === undefined);
  return { wave, overlays: changed, same, digest: digestOfWave(changed) };
}

function diffOfOverlay(overlay: string, ...[file, images]: EditInput): OverlayDiff | undefined {
  try {
    const edit = editOverlay(overlay, file, images);
    return edit.after === edit.before ? undefined : { overlay, file: diffFile(edit) };
  } catch (error) {
    return { overlay, problem: error instanceof Error ? error.message : String(error) };
  }
}

type EditInput = [file: Parameters<typeof editOverlay>[1], images: readonly Intent[]];

export const digestsOf = ({ wave, waves }: DiffDigest): WaveDigests =>
  new Map(waves.map((digest, index) => [wave + index, digest]));

/**
 * Lets approvals fall that were cast on another diff than that at the branch's tip. Reads nothing when there are none.
 *
 * @returns the promotion with the votes that stand
 */
export async function checkVotes(ports: Needs, draft: Draft, promotion: Promotion): Promise<Promotion> {
  if (promotion.status !== 'gated' || !hasApprovals(promotion)) return promotion;
  dropStaleVotes(draft, promotion, digestsOf(await diffOfStage(ports, promotion)));
  return draft.state.promotions[promotion.id] ?? promotion;
}

/** What a voter had in front of them. */
export interface SeenDiff {
  readonly digest: string;
  /** The commit that it was made at, to say what has changed since. */
  readonly commit?: string | undefined;
}

/** What has changed since somebody saw another diff. */
export async function whyOtherDiff(
  repository: ConfigurationRepository,
  { id, stage }: Promotion,
  seen: SeenDiff,
  now: StageDiff,
): Promise<string> {
  const paths = await changedSince(repository, seen, now);
  const what = paths.length === 0 ? '' : `: ${paths.join(', ')} changed meanwhile`;
  return `The diff of ${stage} is not the one that you saw${what}. Look again (towpath diff ${id}), then vote.`;
}

async function changedSince(
  repository: ConfigurationRepository,
  { commit }: SeenDiff,
  now: StageDiff,
): Promise<string[]> {
  const overlays = now.diffs.flatMap((diff) => [
    ...diff.same,
    ...diff.overlays.map(({ overlay }) => overlay),
  ]);
  try {
    const changed = commit === undefined ? [] : await repository.changedPaths(commit, now.commit);
    return changed.filter((path) => overlays.some((overlay) => path.startsWith(`${overlay}/`)));
  } catch (error) {
    if (error instanceof UnknownCommitError) return [];
    throw error;
  }
}
