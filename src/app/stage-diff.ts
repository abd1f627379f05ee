import { diffFile, type FileEdit } from '../domain/diff/file-diff.ts';
import {
  type DiffDigest,
  digestOfStage,
  digestOfWave,
  type OverlayDiff,
  type WaveDiff,
} from '../domain/diff/wave-diff.ts';
import type { Draft } from '../domain/ledger/draft.ts';
import type { Target } from '../domain/pipeline/types.ts';
import { isOpen, type Promotion, type ProposedAs } from '../domain/promotion/state.ts';
import { dropStaleVotes, hasApprovals, type WaveDigests } from '../domain/promotion/votes.ts';
import { type Edit, editsOf } from '../domain/updaters/edits.ts';
import { type ConfigurationRepository, UnknownCommitError } from '../ports/repository.ts';
import { stageOf } from './definitions.ts';
import { byFile, type EditsOfFile, editFile, readForEdit } from './edit-files.ts';
import { editedKey } from './edited-file.ts';
import { inParallel } from './in-parallel.ts';
import type { Using } from './ports.ts';
import { releasedBy } from './released.ts';

type Needs = Using<'ledger' | 'repository'>;

/** What a promotion would still change in its stage. */
export interface StageDiff extends DiffDigest {
  /** The tip that it was made at. */
  readonly commit: string;
  readonly diffs: readonly WaveDiff[];
}

/** What the committer would write at the branch's tip, in files as they are and as they are to be. */
export interface StageEdits {
  /** The tip. */
  readonly commit: string;
  /** The first wave that is not written, from 0. */
  readonly first: number;
  /** From that one on. */
  readonly waves: readonly WaveEdits[];
}

export interface WaveEdits {
  /** From 0. */
  readonly wave: number;
  /** Overlays of its targets, each once. */
  readonly overlays: readonly string[];
  readonly files: readonly FileOutcome[];
}

/** What an edit makes of a file, which may be nothing else than before, or why it cannot be edited. */
type FileOutcome =
  | { readonly overlay: string; readonly edit: FileEdit }
  | { readonly overlay: string; readonly problem: string };

export async function editsOfStage(ports: Needs, promotion: Promotion): Promise<StageEdits> {
  const [stage, release, commit] = await Promise.all([
    stageOf(ports, promotion),
    releasedBy(ports, promotion),
    ports.repository.tip(),
  ]);
  const first = isOpen(promotion) ? firstUnwritten(promotion) : stage.waves.length;
  const waves: WaveEdits[] = [];
  for (const [wave, targets] of stage.waves.entries()) {
    if (wave < first) continue;
    const pull = extendedProposal(promotion, wave);
    const files =
      pull === undefined
        ? await editWave(ports, commit, editsOf(targets, release))
        : await filesOfProposal(ports, commit, pull, targets);
    waves.push({ wave, files, overlays: [...new Set(targets.map(({ overlay }) => overlay))] });
  }
  return { commit, first, waves };
}

/** Exactly what the committer would write at the branch's tip, wave by wave, without the waves that are written. */
export async function diffOfStage(ports: Needs, promotion: Promotion): Promise<StageDiff> {
  return diffOfEdits(await editsOfStage(ports, promotion));
}

export function diffOfEdits({ commit, first, waves }: StageEdits): StageDiff {
  const diffs = waves.map(diffOfWave);
  return { commit, diffs, ...digestOfStage(first, diffs) };
}

const firstUnwritten = ({ wave, commits }: Promotion): number =>
  commits.some((made) => made.wave === wave) ? wave + 1 : wave;

async function editWave(
  { repository }: Needs,
  commit: string,
  edits: readonly Edit[],
): Promise<FileOutcome[]> {
  const read = await inParallel(
    edits,
    async (edit) => [editedKey(edit), await readForEdit(repository, commit, edit)] as const,
  );
  return byFile(edits, new Map(read)).map(tryEdit);
}

/** The pull request of a wave to which people have added; what it merges is more than the edits. */
function extendedProposal({ pullRequests = [] }: Promotion, wave: number): ProposedAs | undefined {
  const last = pullRequests.at(-1);
  return last?.isExtended === true && last.diff.wave === wave && last.ended === undefined ? last : undefined;
}

/** What the merge of a pull request would change at the tip. A file that goes is one without lines. */
async function filesOfProposal(
  { repository }: Needs,
  commit: string,
  { base = commit, commit: head }: ProposedAs,
  targets: readonly Target[],
): Promise<FileOutcome[]> {
  return inParallel(await repository.changedPaths(base, head), async (path) => {
    const [before, after] = await Promise.all([
      shownText(repository, commit, path),
      shownText(repository, head, path),
    ]);
    const overlay = targets.find((target) => path.startsWith(`${target.overlay}/`))?.overlay ?? path;
    return { overlay, edit: { path, before, after } };
  });
}

/** A link is another thing than a file that holds the same text: who approves is to see which it is. */
async function shownText(repository: ConfigurationRepository, commit: string, path: string): Promise<string> {
  const text = await repository.readFile(commit, path);
  if (text === undefined) return '';
  return (await repository.isLink(commit, path)) ? `symbolic link to ${text}\n` : text;
}

function tryEdit(edits: EditsOfFile): FileOutcome {
  const { overlay } = edits;
  try {
    return { overlay, edit: editFile(edits) };
  } catch (error) {
    return { overlay, problem: error instanceof Error ? error.message : String(error) };
  }
}

function diffOfWave({ wave, files }: WaveEdits): WaveDiff {
  const isSame = (file: FileOutcome): boolean => 'edit' in file && file.edit.after === file.edit.before;
  const changed = files
    .filter((file) => !isSame(file))
    .map(
      (file): OverlayDiff => ('edit' in file ? { overlay: file.overlay, file: diffFile(file.edit) } : file),
    );
  const same = files.filter(isSame).map(({ overlay }) => overlay);
  return { wave, overlays: changed, same: [...new Set(same)], digest: digestOfWave(changed) };
}

export const digestsOf = ({ wave, waves }: DiffDigest): WaveDigests =>
  new Map(waves.map((digest, index) => [wave + index, digest]));

/**
 * Lets approvals fall that were cast on another diff than that at the branch's tip. Reads nothing when there are none.
 *
 * @returns the promotion with the votes that stand
 */
export async function checkVotes(ports: Needs, draft: Draft, promotion: Promotion): Promise<Promotion> {
  const isUndecided = promotion.status === 'gated' || promotion.status === 'committing';
  if (!isUndecided || !hasApprovals(promotion)) return promotion;
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
  const all = now.diffs.flatMap((diff) => diff.overlays);
  const overlays = [...now.diffs.flatMap(({ same }) => same), ...all.map(({ overlay }) => overlay)];
  const files = all.flatMap((diff) => ('file' in diff ? [diff.file.path] : []));
  try {
    const changed = commit === undefined ? [] : await repository.changedPaths(commit, now.commit);
    return changed.filter(
      (path) => files.includes(path) || overlays.some((overlay) => path.startsWith(`${overlay}/`)),
    );
  } catch (error) {
    if (error instanceof UnknownCommitError) return [];
    throw error;
  }
}
