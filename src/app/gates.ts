import type { GateAnswer } from '../domain/gates/answer.ts';
import { decideGates, evaluateGates } from '../domain/gates/index.ts';
import type { Settings, Stage } from '../domain/pipeline/types.ts';
import type { PipelineState, Promotion } from '../domain/promotion/state.ts';
import { FLEET_LEDGER, type Stop } from '../domain/promotion/stop.ts';
import type { Release } from '../domain/release.ts';
import { stageOf } from './definitions.ts';
import type { Using } from './ports.ts';

/** Before any settings file was stored nobody is in any group, so every approval stays closed. */
export const NO_SETTINGS: Settings = { clusters: [], people: [], groups: [] };

export interface GatesDecision extends ReturnType<typeof decideGates> {
  readonly answers: readonly GateAnswer[];
  readonly stage: Stage;
}

/** What concerns the gates of every pipeline. */
export interface Surroundings {
  readonly settings: Settings;
  readonly stops: readonly Stop[];
}

export async function readSurroundings(ports: Using<'ledger' | 'configuration'>): Promise<Surroundings> {
  const [settings, { stops = [] }] = await Promise.all([
    ports.configuration.settings(),
    ports.ledger.read(FLEET_LEDGER),
  ]);
  return { settings: settings ?? NO_SETTINGS, stops };
}

/**
 * What every gate of the promotion's stage says now: the one evaluation behind the workflow, the committer and
 * `explain`. `surroundings` spares reading them again where many promotions are asked about at once.
 */
export async function gatesOf(
  ports: Using<'ledger' | 'configuration' | 'clock'>,
  state: PipelineState,
  promotion: Promotion,
  surroundings?: Surroundings,
): Promise<GatesDecision> {
  const stage = await stageOf(ports, promotion);
  const answers = evaluateGates({
    ...(surroundings ?? (await readSurroundings(ports))),
    now: ports.clock.now(),
    promotion,
    definition: stage,
    passed: stage.after.length > 0 ? await passedBy(ports, state, promotion) : {},
    stage: state.stages[promotion.stage] ?? { stage: promotion.stage, waiting: [] },
    clusters: (stage.waves[promotion.wave] ?? []).map(({ cluster }) => cluster),
  });
  return { ...decideGates(answers), answers, stage };
}

/** Read only where the order of stages matters: first stages come after none. */
async function passedBy(
  { ledger }: Using<'ledger'>,
  state: PipelineState,
  { release }: Promotion,
): Promise<Release['passed']> {
  const known =
    state.releases[release] ?? (await ledger.readBeside(state, { releases: [release] })).releases[release];
  return known?.passed ?? {};
}
