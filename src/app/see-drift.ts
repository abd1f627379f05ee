import type { Drift } from '../domain/drift/drift.ts';
import { type HeldInFile, heldInFile, sayPromoted } from '../domain/drift/held-in-file.ts';
import type { Finding, Seen } from '../domain/drift/respond.ts';
import type { Stage } from '../domain/pipeline/types.ts';
import { changeByPullRequest } from '../domain/promotion/proposal.ts';
import {
  hasBegunToWrite,
  type PipelineState,
  type Promotion,
  type StageState,
} from '../domain/promotion/state.ts';
import { releaseId } from '../domain/release.ts';
import { applyEdit, artifactsOf, type Edit, editsOf } from '../domain/updaters/edits.ts';
import { EditRefusedError } from '../domain/updaters/text/errors.ts';
import {
  type CommitInfo,
  type ConfigurationRepository,
  UnknownCommitError,
  UnreadableFileError,
} from '../ports/repository.ts';
import type { BranchMove } from './branch-move.ts';
import { isEditedIn, readEdited } from './edited-file.ts';
import { inParallel } from './in-parallel.ts';
import type { Using } from './ports.ts';
import { releasedBy } from './released.ts';

type Needs = Using<'ledger' | 'repository'>;

/** What a stage is to carry, and who writes it just now. */
interface Wanted {
  readonly pipeline: string;
  readonly release: string;
  /** How many it has: a release is known by a file that names them all. */
  readonly artifacts: number;
  readonly writing: Promotion | undefined;
  /** What that writes, for an edit of the same place. */
  readonly written: readonly Edit[];
  readonly known: readonly Drift[];
  readonly move: BranchMove;
  /** Where the branch stands still: what people merged of a promotion that came to nothing. */
  readonly merged: StageState['merged'];
}

const NOTHING: Partial<StageState> = {};

/** Reads those files of a stage only that were touched, or are known to have drifted. */
export async function seeStage(
  ports: Needs,
  state: PipelineState,
  stage: Stage,
  move: BranchMove,
): Promise<Seen | undefined> {
  const { current, active, drift = [], merged: left } = state.stages[stage.name] ?? NOTHING;
  const merged = move.from === move.to ? left : undefined;
  const paths = await move.paths();
  const isTouched = (edit: Edit): boolean => paths?.some((path) => isEditedIn(edit, path)) ?? true;
  const targets = stage.waves.flat();
  if (current === undefined) return undefined;
  const { pipeline } = state;
  const release = await releasedBy(ports, { pipeline, ...current });
  const edits = editsOf(targets, release);
  const touched = edits.filter(
    (edit) => merged !== undefined || isTouched(edit) || drift.some((known) => isIn(edit, known)),
  );
  if (touched.length === 0 && drift.length === 0) return undefined;
  const writer = state.promotions[active ?? ''];
  const writing = writer !== undefined && hasBegunToWrite(writer) ? writer : undefined;
  // Where people merge what is proposed, it may be there before the promotion has begun to write.
  const proposing = changeByPullRequest(stage.gates) === undefined ? undefined : writer;
  const brings = writing ?? proposing;
  const written = brings === undefined ? [] : editsOf(targets, await releasedBy(ports, brings));
  const artifacts = release.length;
  const wanted = {
    ...{ pipeline, artifacts, release: current.release, writing, written },
    ...{ known: drift, move, merged },
  };
  const seen = await inParallel(touched, (edit) => seeFile(ports.repository, wanted, edit));
  const gone = drift.filter((known) => !edits.some((edit) => isIn(edit, known)));
  return {
    stage,
    commit: move.to,
    found: seen.flatMap(({ found }) => found ?? []),
    ended: [...gone, ...seen.flatMap(({ ended }) => ended ?? [])],
  };
}

const isIn = (edit: Edit, { overlay, file }: Drift): boolean =>
  edit.overlay === overlay && isEditedIn(edit, file);

interface Look {
  readonly found?: Finding;
  readonly ended?: Drift;
}

async function seeFile(repository: ConfigurationRepository, wanted: Wanted, edit: Edit): Promise<Look> {
  const { move, writing, known, release } = wanted;
  const now = await readAt(repository, move.to, edit);
  const before = known.find((drift) => drift.overlay === edit.overlay && drift.file === now.path);
  const other = wanted.written.find((candidate) => isSameFile(candidate, edit));
  const isAsWritten = other !== undefined && heldInFile(now.text, other, now.path).carries;
  // What a promotion writes just now is over when it has ended, and not before.
  if (now.held.carries || isAsWritten) return before && writing === undefined ? { ended: before } : {};
  const owned: Changed['owned'] = other === undefined ? [edit] : [edit, other];
  const culprit =
    (await findCulprit(repository, move, { owned, now, isKnown: before !== undefined })) ??
    postponed(before, writing) ??
    (await leftBehind(repository, wanted.merged, { owned, now }));
  if (culprit === undefined) return {};
  const holds = now.held.artifacts;
  return {
    found: {
      overlay: edit.overlay,
      file: now.path,
      release,
      found: now.held.sentence,
      promoted: sayPromoted(artifactsOf((writing && other) ?? edit)),
      ...culprit,
      ...(writing !== undefined && { during: writing.id }),
      isEditable: isEditable(now.text, edit, now.path),
      ...(holds?.length === wanted.artifacts && { holds: releaseId(wanted.pipeline, holds) }),
    },
  };
}

/** The merge that made the values what they are, of a promotion that had not written them otherwise. */
async function leftBehind(
  repository: ConfigurationRepository,
  merged: Wanted['merged'],
  { owned, now }: Pick<Changed, 'owned' | 'now'>,
): Promise<Pick<Drift, 'commit' | 'author'> | undefined> {
  if (merged?.base === undefined) return undefined;
  try {
    const info = await repository.commitInfo(merged.commit);
    const parents = [merged.base];
    const isIts =
      (await didChange(repository, { ...info, parents }, { owned, now })) &&
      (await carriedAtOneOf(repository, parents, owned));
    return isIts ? { commit: info.id, author: info.author } : undefined;
  } catch (error) {
    // The history was written anew.
    if (error instanceof UnknownCommitError) return undefined;
    throw error;
  }
}

const isSameFile = (a: Edit, b: Edit): boolean =>
  a.overlay === b.overlay && ('file' in a ? a.file : '') === ('file' in b ? b.file : '');

/** Found while a promotion wrote the stage, which has ended. */
const postponed = (
  before: Drift | undefined,
  writing: Promotion | undefined,
): Pick<Drift, 'commit' | 'author'> | undefined =>
  before?.during !== undefined && writing === undefined
    ? { commit: before.commit, author: before.author }
    : undefined;

interface FileAt {
  readonly path: string;
  readonly text: string | undefined;
  readonly held: HeldInFile;
}

async function readAt(repository: ConfigurationRepository, commit: string, edit: Edit): Promise<FileAt> {
  const path = 'file' in edit ? edit.file : `${edit.overlay}/kustomization.yaml`;
  const file = await readEdited(repository, commit, edit).catch((error: unknown) => {
    if (error instanceof UnreadableFileError) return undefined;
    throw error;
  });
  const held = heldInFile(file?.text, edit, file?.path ?? path);
  return { path: file?.path ?? path, text: file?.text, held };
}

interface Changed {
  /** What promotions wrote there, or write. */
  readonly owned: readonly [Edit, ...Edit[]];
  readonly now: FileAt;
  readonly isKnown: boolean;
}

/**
 * The commit that made the values what they are now: they are others in each of its parents. What no promotion wrote
 * there yet, as in an overlay that is new, is nobody's to keep.
 */
async function findCulprit(
  repository: ConfigurationRepository,
  move: BranchMove,
  changed: Changed,
): Promise<Pick<Drift, 'commit' | 'author'> | undefined> {
  const { commits, isAll } = await move.foreign();
  for (const info of commits) {
    if (!(await didChange(repository, info, changed))) continue;
    const places = isAll ? [...info.parents, move.from] : info.parents;
    const isOwned = changed.isKnown || (await carriedAtOneOf(repository, places, changed.owned));
    return isOwned ? { commit: info.id, author: info.author } : undefined;
  }
  return isAll ? undefined : { commit: move.to, author: '' };
}

async function didChange(
  repository: ConfigurationRepository,
  { id, parents }: CommitInfo,
  { owned: [edit], now: { held } }: Pick<Changed, 'owned' | 'now'>,
): Promise<boolean> {
  if ((await readAt(repository, id, edit)).held.key !== held.key) return false;
  const before = await inParallel(parents, (parent) => readAt(repository, parent, edit));
  return before.every((file) => file.held.key !== held.key);
}

async function carriedAtOneOf(
  repository: ConfigurationRepository,
  commits: readonly string[],
  owned: readonly Edit[],
): Promise<boolean> {
  const files = await inParallel(commits, (commit) =>
    inParallel(owned, (edit) => readAt(repository, commit, edit)),
  );
  return files.flat().some(({ held }) => held.carries);
}

function isEditable(text: string | undefined, edit: Edit, file: string): boolean {
  if (text === undefined) return false;
  try {
    applyEdit(text, edit, file);
    return true;
  } catch (error) {
    if (error instanceof EditRefusedError) return false;
    throw error;
  }
}
