import { pipelineOf } from '../../domain/release.ts';
import { promotionIn } from '../definitions.ts';
import type { Using } from '../ports.ts';
import { diffOfStage } from '../stage-diff.ts';
import type { DiffView, FileDiffView } from '../views.ts';

/** What a promotion would still change; nothing once it has ended. */
export async function viewDiff(ports: Using<'ledger' | 'repository'>, id: string): Promise<DiffView> {
  const state = await ports.ledger.read(pipelineOf(id), { promotions: [id] });
  const { commit, digest, diffs } = await diffOfStage(ports, promotionIn(state, id));
  return {
    promotion: id,
    commit,
    digest,
    files: diffs.flatMap(({ wave, overlays }) =>
      overlays.map((diff): FileDiffView => {
        const place = { wave: wave + 1, overlay: diff.overlay };
        if ('problem' in diff) return { ...place, problem: diff.problem };
        const { path, lines, added, removed } = diff.file;
        return { ...place, path, added: added.length, removed: removed.length, lines };
      }),
    ),
    same: diffs.flatMap(({ same }) => same),
  };
}
