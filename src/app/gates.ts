import type { GateAnswer } from '../domain/gates/gate.ts';
import { decideGates, evaluateGates } from '../domain/gates/index.ts';
import type { Settings, Stage } from '../domain/pipeline/types.ts';
import type { PipelineState, Promotion } from '../domain/promotion/state.ts';
import { stageOf } from './definitions.ts';
import type { Using } from './ports.ts';

/** Before any settings file was stored nobody is in any group, so every approval stays closed. */
const NO_SETTINGS: Settings = { clusters: [], people: [], groups: [] };

export interface GatesDecision extends ReturnType<typeof decideGates> {
  readonly answers: readonly GateAnswer[];
  readonly stage: Stage;
}

/** What every gate of the promotion's stage says now: the one evaluation behind the workflow and `explain`. */
export async function gatesOf(
  ports: Using<'ledger' | 'configuration' | 'clock'>,
  state: PipelineState,
  promotion: Promotion,
): Promise<GatesDecision> {
  const stage = await stageOf(ports, promotion);
  const answers = evaluateGates(stage.gates, {
    now: ports.clock.now(),
    promotion,
    stage: state.stages[promotion.stage] ?? { stage: promotion.stage, waiting: [] },
    settings: (await ports.configuration.settings()) ?? NO_SETTINGS,
  });
  return { ...decideGates(answers), answers, stage };
}
