import { decide } from './decide.ts';
import { stageNamed } from './definitions.ts';
import { RefusedError } from './errors.ts';
import { followUp, wake } from './follow-up.ts';
import type { Using } from './ports.ts';

export interface HoldRequest {
  readonly pipeline: string;
  readonly stage: string;
  readonly person: string;
  readonly reason: string;
}

type Needs = Using<'ledger' | 'workflow' | 'waits' | 'clock'>;

/** From now on no promotion passes the gates of the stage, until the hold is lifted. A second hold replaces the first. */
export async function holdStage(ports: Needs, request: HoldRequest): Promise<void> {
  await change(ports, request, 'stage-held');
}

/** Lifts the hold, whoever set it, and lets the promotion that waits in the stage look at its gates again. */
export async function liftHold(ports: Needs, request: HoldRequest): Promise<void> {
  await change(ports, request, 'stage-hold-lifted');
}

async function change(
  ports: Needs,
  { pipeline, stage, person, reason }: HoldRequest,
  type: 'stage-held' | 'stage-hold-lifted',
): Promise<void> {
  if (reason.trim() === '') throw new RefusedError('Say why: a hold and its lifting need a reason.');
  const { result: refused, draft } = await decide(ports, pipeline, {}, async (open) => {
    await stageNamed(ports, open.state, stage);
    if (type === 'stage-hold-lifted' && open.state.stages[stage]?.hold === undefined) return true;
    open.record({ type, stage, reason }, { kind: 'person', name: person });
    return false;
  });
  if (refused) {
    // It may be lifted already: by a first try that died before it woke anybody.
    const active = draft.state.stages[stage]?.active;
    if (active !== undefined) await wake(ports, active, 'gates');
    throw new RefusedError(`${stage} of ${pipeline} is not on hold.`);
  }
  await followUp(ports, draft);
}
