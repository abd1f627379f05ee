import * as z from 'zod/mini';
import { type HealthObservation, type HealthState, type Ignored, shortenMessage } from './observation.ts';
import { readReport } from './read-report.ts';

const Body = z.object({
  name: z.string(),
  namespace: z.string(),
  phase: z.string(),
  checksum: z.optional(z.string()),
  metadata: z.optional(z.nullable(z.record(z.string(), z.string()))),
});

/** The body of every webhook of Flagger (pkg/apis/flagger/v1beta1, CanaryWebhookPayload). It names no image or commit. */
export type CanaryCall = z.infer<typeof Body>;

/** @throws MalformedReportError */
export const parseCanaryCall = (body: Uint8Array): CanaryCall =>
  readReport(Body, body, "a call of Flagger's webhooks");

/** Webhooks whose answer decides whether a canary goes on, or back. Flagger asks again at each interval. */
export const CANARY_GATES = [
  'confirm-rollout',
  'confirm-traffic-increase',
  'confirm-promotion',
  'rollback',
] as const;
export type CanaryGate = (typeof CANARY_GATES)[number];

/** Types of Flagger's webhooks that are taken. The last two only tell what has happened. */
export const CANARY_HOOKS = [...CANARY_GATES, 'event', 'post-rollout'] as const;
export type CanaryHook = (typeof CANARY_HOOKS)[number];

export const isCanaryHook = (type: string): type is CanaryHook =>
  (CANARY_HOOKS as readonly string[]).includes(type);

export const isCanaryGate = (hook: CanaryHook): hook is CanaryGate =>
  (CANARY_GATES as readonly string[]).includes(hook);

/** One thing that Flagger said of a Canary; `at` is by our clock, since calls of most types have no time of their own. */
export type CanaryObservation = Omit<HealthObservation, 'revision'> & {
  /** A rollout of something new begins. */
  readonly begins?: true;
};

const UNDER_WAY: ReadonlySet<string> = new Set([
  'Initializing',
  'Waiting',
  'Progressing',
  'WaitingPromotion',
  'Promoting',
  'Finalising',
]);

const ENDED: ReadonlyMap<string, HealthState> = new Map([
  ['Initialized', 'healthy'],
  ['Succeeded', 'healthy'],
  ['Failed', 'failing'],
]);

/** What a phase means; nothing for `Terminating` and `Terminated`, which are of a Canary that is being deleted. */
export const stateOfPhase = (phase: string): HealthState | undefined =>
  UNDER_WAY.has(phase) ? 'progressing' : ENDED.get(phase);

/** How the event begins with which a rollout ends (pkg/controller/scheduler.go). */
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ['Initialized', 'Initialization done!'],
  ['Succeeded', 'Promotion completed!'],
  ['Failed', 'Canary failed!'],
]);

/**
 * What a call says of the Canary.
 *
 * An event carries the phase that the Canary had before the step that it tells of: once a new revision is found, some
 * still say Succeeded, or Failed, of the rollout before. So only the event that ends a rollout counts as its end.
 * And after a failure Flagger tells of its post-rollout hooks as if the canary were still under way.
 */
export function classifyCanaryCall(
  hook: CanaryHook,
  { namespace, name, phase, metadata }: CanaryCall,
  at: number,
): CanaryObservation | Ignored {
  const told = metadata?.eventMessage ?? '';
  const state = isCanaryGate(hook) ? 'progressing' : stateOfPhase(phase);
  if (state === undefined) return { ignored: `the phase ${phase} says nothing of health` };
  const ending = ENDINGS.get(phase);
  if (hook === 'event' && ending !== undefined && !told.startsWith(ending))
    return { ignored: `the phase ${phase} is that of the rollout before` };
  if (hook === 'event' && told.startsWith('Post-rollout '))
    return { ignored: 'the rollout is over, whatever the phase is' };
  if (hook === 'post-rollout' && ending === undefined)
    return { ignored: `a rollout does not end as ${phase}` };
  const begins = hook === 'confirm-rollout' || told.startsWith('New revision detected!');
  return {
    object: { kind: 'Canary', namespace, name },
    state,
    reason: isCanaryGate(hook) ? hook : phase,
    message: shortenMessage(told || (isCanaryGate(hook) ? 'it asks whether to go on' : `it is ${phase}`)),
    at,
    ...(begins && { begins }),
  };
}
