import { evaluateCanary } from '../domain/gates/canary.ts';
import { decideGates } from '../domain/gates/index.ts';
import {
  type CanaryHook,
  classifyCanaryCall,
  isCanaryGate,
  parseCanaryCall,
} from '../domain/health/canary.ts';
import type { AgentReport } from '../domain/health/fold.ts';
import { verifyToken } from '../domain/health/token.ts';
import type { Stage, Target } from '../domain/pipeline/types.ts';
import { whyRollBack } from '../domain/promotion/canary-rollback.ts';
import type { PipelineState } from '../domain/promotion/state.ts';
import { authenticateCluster } from './authenticate-cluster.ts';
import { currentDefinition } from './definitions.ts';
import { RefusedError } from './errors.ts';
import { readSurroundings } from './gates.ts';
import type { ReceiveNeeds } from './receive-health.ts';
import { requireFresh, takeCanary } from './take-reports.ts';

export interface CanaryRequest {
  /** From the address: it says whose token it must be. */
  readonly cluster: string;
  readonly hook: CanaryHook;
  readonly body: Uint8Array;
}

/** `isYes`: the canary goes on or, where a rollback was asked about, goes back. */
export interface CanaryAnswer {
  readonly isYes: boolean;
  readonly sentence: string;
}

/** Only events have a time. */
const MILLISECONDS = /^\d{13}$/;

/**
 * Takes a call of Flagger's webhooks: what it says of the Canary is stored, and what it asks is answered. Flagger cannot
 * sign and sends no header of ours, so the token is in the metadata of the webhook (not in its address, which is logged).
 *
 * @throws RefusedError MalformedReportError UnauthenticatedError all of which make a canary wait, and roll none back
 */
export async function receiveCanaryCall(ports: ReceiveNeeds, request: CanaryRequest): Promise<CanaryAnswer> {
  const { hook, body } = request;
  const call = parseCanaryCall(body);
  const { towpath: token, timestamp, pipeline = '', stage = '' } = call.metadata ?? {};
  const { name: cluster } = await authenticateCluster(ports, request.cluster, 'flagger', (keys) =>
    verifyToken(token, keys),
  );
  const now = ports.clock.now();
  if (timestamp !== undefined && MILLISECONDS.test(timestamp)) requireFresh(Number(timestamp), now);
  const observation = classifyCanaryCall(hook, call, now);
  if ('ignored' in observation) return { isYes: true, sentence: observation.ignored };
  const report = await takeCanary(ports, cluster, observation);
  if (!isCanaryGate(hook)) return { isYes: true, sentence: 'Accepted' };
  const place = await placeOf(ports, { cluster, pipeline, stage, canary: call });
  return hook === 'rollback' ? answerRollback(place, report) : answerAdvance(ports, place);
}

/** What a gate is asked for: the webhook's metadata name pipeline and stage, since nothing else in a call does. */
interface CanaryPlace {
  readonly state: PipelineState;
  readonly stage: Stage;
  readonly target: Target;
}

async function placeOf(
  ports: ReceiveNeeds,
  of: {
    readonly cluster: string;
    readonly pipeline: string;
    readonly stage: string;
    readonly canary: { readonly namespace: string; readonly name: string };
  },
): Promise<CanaryPlace> {
  const first = await ports.ledger.read(of.pipeline);
  const { active, last, current } = first.stages[of.stage] ?? {};
  const releases = [first.promotions[active ?? '']?.release, current?.release].flatMap((id) => id ?? []);
  const state = await ports.ledger.read(of.pipeline, {
    promotions: last === undefined ? [] : [last],
    releases,
  });
  const definition = await currentDefinition(ports, state);
  const stage = definition?.pipeline.stages.find(({ name }) => name === of.stage);
  const target = stage?.waves
    .flat()
    .find(
      ({ cluster, canary }) =>
        cluster === of.cluster && canary?.namespace === of.canary.namespace && canary.name === of.canary.name,
    );
  if (stage !== undefined && target !== undefined) return { state, stage, target };
  throw new RefusedError(
    `No target of stage "${of.stage}" of pipeline "${of.pipeline}" on ${of.cluster} has the canary ${of.canary.namespace}/${of.canary.name}. Give the webhook the metadata that towpath agent flagger prints.`,
  );
}

/** Whatever is stopped or held stands still where it is. */
async function answerAdvance(
  ports: ReceiveNeeds,
  { state, stage, target }: CanaryPlace,
): Promise<CanaryAnswer> {
  const known = state.stages[stage.name] ?? { stage: stage.name, waiting: [] };
  const { verdict, sentence } = decideGates(
    evaluateCanary({
      ...(await readSurroundings(ports)),
      stage: known,
      pipeline: state.pipeline,
      cluster: target.cluster,
      promotion: state.promotions[known.active ?? ''],
    }),
  );
  return { isYes: verdict === 'open', sentence };
}

function answerRollback(
  { state, stage, target }: CanaryPlace,
  report: AgentReport | undefined,
): CanaryAnswer {
  const why = whyRollBack(state, stage, target.overlay, report?.begunAt);
  return { isYes: why !== undefined, sentence: why ?? 'Nothing asks for a rollback.' };
}
