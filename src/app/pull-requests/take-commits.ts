import { CONFIGURATION_FOLDER } from '../../contract.ts';
import { MOST_FILES } from '../../domain/diff/wave-diff.ts';
import type { Stage, Target } from '../../domain/pipeline/types.ts';
import { identity } from '../../domain/promotion/identity.ts';
import type { Promotion, ProposedAs } from '../../domain/promotion/state.ts';
import { editsOf } from '../../domain/updaters/edits.ts';
import { type ConfigurationRepository, UnreadableFileError } from '../../ports/repository.ts';
import { decide } from '../decide.ts';
import { byFile, editFile, readForEdit } from '../edit-files.ts';
import { editedKey } from '../edited-file.ts';
import { inParallel } from '../in-parallel.ts';
import type { Using } from '../ports.ts';
import { releasedBy } from '../released.ts';
import { diffOfStage } from '../stage-diff.ts';

type Needs = Using<'ledger' | 'repository' | 'clock'>;

/**
 * Takes what people pushed to the branch of a pull request into the change, if it stays within the wave that is proposed
 * and leaves the release in it. The change, and so what an approval is of, is another one from then on.
 *
 * @returns why it cannot be taken
 */
export async function takeCommits(
  ports: Needs,
  promotion: Promotion,
  stage: Stage,
  { pull, head }: { readonly pull: ProposedAs; readonly head: string },
): Promise<string | undefined> {
  try {
    const why = await whyNot(ports, promotion, stage, { pull, head });
    if (why !== undefined) return why;
    const { diff, files } = await extended(ports, promotion, { pull, head });
    await decide(ports, promotion.pipeline, { promotions: [promotion.id] }, (draft) => {
      const now = draft.state.promotions[promotion.id];
      const last = now?.pullRequests?.at(-1);
      if (now?.status !== 'gated' || last?.id !== pull.id || last.commit === head) return;
      const taken = { pullRequest: pull.id, commit: head, files, diff };
      draft.record({ type: 'pull-request-extended', ...identity(now), ...taken });
    });
    return undefined;
  } catch (error) {
    if (error instanceof UnreadableFileError) return error.message;
    throw error;
  }
}

async function extended(
  ports: Needs,
  promotion: Promotion,
  { pull, head }: { readonly pull: ProposedAs; readonly head: string },
) {
  const pullRequests = [{ ...pull, commit: head, isExtended: true }];
  const { digest, wave, waves } = await diffOfStage(ports, { ...promotion, pullRequests });
  const files = await ports.repository.changedPaths(pull.commit, head);
  return { diff: { digest, wave, waves }, files };
}

async function whyNot(
  ports: Needs,
  promotion: Promotion,
  { waves }: Stage,
  { pull, head }: { readonly pull: ProposedAs; readonly head: string },
): Promise<string | undefined> {
  if (pull.base === undefined) return 'nobody knows what it began at';
  const targets = waves[promotion.wave] ?? [];
  const paths = await ports.repository.changedPaths(pull.base, head);
  if (paths.length > MOST_FILES)
    return `it changes ${paths.length} files, and a change has ${MOST_FILES} at most`;
  const foreign = paths.filter((path) => !targets.some((target) => isOf(target, path)));
  if (foreign.length > 0)
    return `${foreign.join(', ')} ${foreign.length === 1 ? 'is' : 'are'} not of wave ${promotion.wave + 1}`;
  const deleted = await deletedBetween(ports.repository, pull.base, head);
  if (deleted.length > 0) return `it would delete ${deleted.join(', ')}, and may only change and add files`;
  const lost = await lostTargets(ports, promotion, targets, head);
  return lost.length === 0 ? undefined : `${lost.join(', ')} would not carry the release`;
}

const isOf = ({ overlay, updates = [] }: Target, path: string): boolean =>
  !path.startsWith(`${CONFIGURATION_FOLDER}/`) &&
  (path.startsWith(`${overlay}/`) || updates.some(({ file }) => file === path));

/** Nobody sees in a list of changes what a cluster loses with a file, and a rollback does not bring it back. */
async function deletedBetween(
  repository: ConfigurationRepository,
  base: string,
  head: string,
): Promise<string[]> {
  const paths = await repository.addedOrRemovedPaths(base, head);
  const read = await inParallel(paths, (path) => repository.readFile(head, path));
  return paths.filter((_, index) => read[index] === undefined);
}

/** Overlays of the wave that the committer would still have to edit at `head`. */
async function lostTargets(
  ports: Needs,
  promotion: Promotion,
  targets: readonly Target[],
  head: string,
): Promise<string[]> {
  const edits = editsOf(targets, await releasedBy(ports, promotion));
  const read = await inParallel(
    edits,
    async (edit) => [editedKey(edit), await readForEdit(ports.repository, head, edit)] as const,
  );
  return byFile(edits, new Map(read)).flatMap((file) => (carries(file) ? [] : [file.overlay]));
}

function carries(file: Parameters<typeof editFile>[0]): boolean {
  try {
    const { before, after } = editFile(file);
    return before === after;
  } catch {
    // Somebody made it something that cannot be edited.
    return false;
  }
}
