import type { Stage } from '../domain/pipeline/types.ts';
import { changeByPullRequest } from '../domain/promotion/proposal.ts';
import type { Promotion } from '../domain/promotion/state.ts';
import { editsOf } from '../domain/updaters/edits.ts';
import type { Intent } from '../domain/updaters/intent.ts';
import type { Change } from '../ports/changes.ts';
import type { TaskToken } from '../ports/workflow.ts';
import { promotionIn, stageOf } from './definitions.ts';
import type { Using } from './ports.ts';
import { releasedBy } from './released.ts';

type Needs = Using<'ledger' | 'changes' | 'workflow' | 'repository' | 'clock'>;

/** Hands the wave's edits to the committer, which answers the token; a wave that is committed already is answered here. */
export async function requestChange(
  ports: Needs,
  input: TaskToken & { readonly pipeline: string; readonly promotion: string },
): Promise<void> {
  const { pipeline, promotion: id, ...task } = input;
  const state = await ports.ledger.read(pipeline, { promotions: [id] });
  const promotion = promotionIn(state, id);
  if (promotion.status !== 'committing') return ports.workflow.answer(task.token);
  const [intents, stage] = await Promise.all([releasedBy(ports, promotion), stageOf(ports, promotion)]);
  await ports.changes.request({
    ...changeOf(promotion, stage, intents),
    branchKey: ports.repository.branchKey,
    requestedAt: new Date(ports.clock.now()).toISOString(),
    ...task,
  });
}

function changeOf(
  promotion: Promotion,
  stage: Stage,
  intents: readonly Intent[],
): Omit<Change, 'branchKey' | 'requestedAt' | keyof TaskToken> {
  return {
    id: changeId(promotion),
    pipeline: promotion.pipeline,
    promotion: promotion.id,
    wave: promotion.wave,
    ...(promotion.rollback && { urgent: true }),
    ...(changeByPullRequest(stage.gates) && { isProposed: true }),
    edits: editsOf(stage.waves[promotion.wave] ?? [], intents),
  };
}

/** One change per wave of a promotion, so that asking again is asking for the same. */
export const changeId = ({ id, wave }: Pick<Promotion, 'id' | 'wave'>): string => `${id}_w${wave}`;
