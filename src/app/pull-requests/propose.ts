import type { VotingContext } from '../../domain/gates/gate.ts';
import type { ApprovalGate, PullRequestGate } from '../../domain/pipeline/types.ts';
import { identity } from '../../domain/promotion/identity.ts';
import { proposalBranch, proposalTexts, ruleOf } from '../../domain/promotion/proposal.ts';
import type { Promotion } from '../../domain/promotion/state.ts';
import { editsOf } from '../../domain/updaters/edits.ts';
import { EditRefusedError } from '../../domain/updaters/text/errors.ts';
import type { FileWrite } from '../../ports/repository.ts';
import { decide } from '../decide.ts';
import { stageOf } from '../definitions.ts';
import { byFile, editFile, readForEdit } from '../edit-files.ts';
import { editedKey } from '../edited-file.ts';
import { ChangeRefusedError } from '../errors.ts';
import { inParallel } from '../in-parallel.ts';
import type { Using } from '../ports.ts';
import { releasedBy } from '../released.ts';
import type { StageDiff } from '../stage-diff.ts';
import { recordNotNeeded } from './record-proposal.ts';

type Needs = Using<'ledger' | 'repository' | 'pullRequests' | 'clock'>;

/**
 * Puts the wave that waits on a branch and opens a pull request for it. It is proposed first and recorded then: whoever
 * dies in between proposes the same again, and finds it.
 */
export async function propose(
  ports: Needs,
  context: VotingContext,
  to: {
    readonly gates: readonly ApprovalGate[];
    readonly change?: PullRequestGate | undefined;
    readonly diff: StageDiff;
    readonly page: string;
  },
): Promise<void> {
  const { promotion } = context;
  const { gates, change, diff } = to;
  const { releases } = await ports.ledger.read(promotion.pipeline, { releases: [promotion.release] });
  const release = releases[promotion.release];
  const files = await filesOf(ports, promotion, diff.commit);
  if (release === undefined) return;
  if (typeof files === 'string') {
    // What cannot be edited fails when it is committed; what is there already needs no proposal.
    if (change !== undefined) await recordNotNeeded(ports, promotion, files);
    return;
  }
  const branch = proposalBranch(promotion);
  const digest = { digest: diff.digest, wave: diff.wave, waves: diff.waves };
  const { id, commit } = await ports.pullRequests.propose({
    ...{ branch, parent: diff.commit, files },
    ...proposalTexts(promotion, { ...to, release, diff: digest }),
    rules: gates.map((gate) => ruleOf(gate, context)),
  });
  await decide(ports, promotion.pipeline, { promotions: [promotion.id] }, (draft) => {
    const now = draft.state.promotions[promotion.id];
    if (now === undefined || now.pullRequests?.some((known) => known.id === id)) return;
    const opened = { pullRequest: id, branch, commit, base: diff.commit, diff: digest };
    draft.record({ type: 'pull-request-opened', ...identity(now), ...opened });
  });
}

/** The files of the wave that waits, as the committer would write them at `commit`; or why none can be proposed. */
async function filesOf(ports: Needs, promotion: Promotion, commit: string): Promise<FileWrite[] | string> {
  const [stage, intents] = await Promise.all([stageOf(ports, promotion), releasedBy(ports, promotion)]);
  const edits = editsOf(stage.waves[promotion.wave] ?? [], intents);
  const read = await inParallel(
    edits,
    async (edit) => [editedKey(edit), await readForEdit(ports.repository, commit, edit)] as const,
  );
  try {
    const files = byFile(edits, new Map(read)).flatMap((file) => {
      const { path, before, after } = editFile(file);
      return after === before ? [] : [{ path, text: after }];
    });
    return files.length === 0 ? 'the overlays carry the release already' : files;
  } catch (error) {
    if (error instanceof EditRefusedError || error instanceof ChangeRefusedError) return error.message;
    throw error;
  }
}
