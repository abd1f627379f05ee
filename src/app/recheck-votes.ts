import { diffFile } from '../domain/diff/file-diff.ts';
import { digestOfWave } from '../domain/diff/wave-diff.ts';
import type { Target } from '../domain/pipeline/types.ts';
import type { Promotion } from '../domain/promotion/state.ts';
import { dropStaleVotes, hasApprovals, standingVotes } from '../domain/promotion/votes.ts';
import type { Applied } from './apply-changes.ts';
import type { BranchMove } from './branch-move.ts';
import { decide } from './decide.ts';
import { stageOf } from './definitions.ts';
import { followUp } from './follow-up.ts';
import { inParallel } from './in-parallel.ts';
import type { Using } from './ports.ts';
import { checkVotes } from './stage-diff.ts';

type Needs = Using<'ledger' | 'repository' | 'workflow' | 'waits' | 'clock'>;

/**
 * A push may change what waiting promotions would write: approvals of the former diff fall, and the promotions look at
 * their gates again. Our own commits write nothing but what was approved, so they are not looked into.
 */
export async function recheckVotes(ports: Needs, move: BranchMove): Promise<void> {
  if (move.from === move.to || (await move.isAllOurs())) return;
  const paths = await move.paths();
  const isTouched = ({ overlay, updates = [] }: Target): boolean =>
    paths?.some((path) => path.startsWith(`${overlay}/`) || updates.some(({ file }) => file === path)) ??
    true;
  await inParallel(await ports.ledger.pipelines(), async ({ name }) => {
    const { promotions } = await ports.ledger.read(name);
    for (const promotion of Object.values(promotions)) {
      if (promotion.status !== 'gated' || !hasApprovals(promotion)) continue;
      const { waves } = await stageOf(ports, promotion);
      if (waves.flat().some(isTouched)) await recheck(ports, promotion);
    }
  });
}

async function recheck(ports: Needs, { pipeline, id }: Promotion): Promise<void> {
  const { draft } = await decide(ports, pipeline, {}, async (open) => {
    const promotion = open.state.promotions[id];
    if (promotion?.status === 'gated') await checkVotes(ports, open, promotion);
  });
  if (draft.entries.length > 0) await followUp(ports, draft);
}

/**
 * The committer's look: whether what it is about to write is what was approved. Where it is not, the approvals fall, and
 * the gates that it asks next give the change back.
 *
 * @param promotions of these changes, by the change's id
 */
export async function dropUnapproved(
  ports: Using<'ledger' | 'clock'>,
  { changed, begun, same, edits }: Pick<Applied, 'changed' | 'begun' | 'same' | 'edits'>,
  promotions: ReadonlyMap<string, Promotion>,
): Promise<boolean> {
  const dropped = await inParallel([...changed, ...begun, ...same], async ({ id, wave, pipeline }) => {
    const promotion = promotions.get(id);
    if (promotion === undefined || !hasApprovals(promotion)) return false;
    const diffs = (edits.get(id) ?? []).map((edit) => ({ overlay: edit.path, file: diffFile(edit) }));
    const now = new Map([[wave, digestOfWave(diffs)]]);
    if (standingVotes(promotion.votes, now).length === promotion.votes.length) return false;
    const { result } = await decide(ports, pipeline, {}, (draft) => {
      const current = draft.state.promotions[promotion.id];
      return current?.status === 'committing' && current.wave === wave && dropStaleVotes(draft, current, now);
    });
    return result;
  });
  return dropped.includes(true);
}
