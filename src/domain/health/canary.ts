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

/** Every phase of Flagger; `Terminating` and `Terminated` are of a Canary that is being deleted. */
const STATES: Readonly<Record<string, HealthState>> = {
  Initializing: 'progressing',
  Initialized: 'healthy',
  Waiting: 'progressing',
  Progressing: 'progressing',
  WaitingPromotion: 'progressing',
  Promoting: 'progressing',
  Finalising: 'progressing',
  Succeeded: 'healthy',
  Failed: 'failing',
};

/**
 * What a call says of the Canary. A webhook of type `event` carries the time of its event; all others are dated by when
 * they came, which delays cannot turn round by much: Flagger makes one call at a time per Canary and does not repeat it.
 */
export function classifyCanaryCall(call: CanaryCall, receivedAt: number): HealthObservation | Ignored {
  const { namespace, name, phase, metadata } = call;
  const state = Object.hasOwn(STATES, phase) ? STATES[phase] : undefined;
  if (state === undefined) return { ignored: `the phase ${phase} says nothing of health` };
  const at = Number(metadata?.timestamp);
  return {
    object: { kind: 'Canary', namespace, name },
    state,
    reason: phase,
    message: shortenMessage(metadata?.eventMessage ?? `canary ${namespace}/${name} is ${phase}`),
    at: Number.isSafeInteger(at) && at > 0 ? at : receivedAt,
  };
}
