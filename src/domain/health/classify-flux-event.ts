import type { FluxEvent } from './flux-event.ts';
import type { HealthObservation, HealthState } from './observation.ts';
import { parseRevision } from './revision.ts';

const GROUP = 'kustomize.toolkit.fluxcd.io';
const LONGEST_MESSAGE = 1000;

/**
 * With these reasons kustomize-controller always names the revision itself. With others (InvalidCELExpression,
 * FeatureGateDisabled, AccessDenied) it does not, and an annotation on the object could stand in its place.
 */
const REASONS_WITH_REVISION: ReadonlySet<string> = new Set([
  'ArtifactFailed',
  'BuildFailed',
  'DependencyNotReady',
  'HealthCheckCanceled',
  'HealthCheckFailed',
  'Progressing',
  'PruneFailed',
  'ReconciliationFailed',
  'ReconciliationSucceeded',
]);

const REASONS_OF_PROGRESS: ReadonlySet<string> = new Set([
  'DependencyNotReady',
  'HealthCheckCanceled',
  'Progressing',
]);

export interface IgnoredEvent {
  /** Why the event says nothing of a target's health. */
  readonly ignored: string;
}

/**
 * What an event of Flux says of the health of its Kustomization.
 *
 * "Healthy" means that the workloads are only if the Kustomization has `wait: true` or `healthChecks`; without
 * them Flux says the same of manifests that were merely applied, and the event does not tell which.
 */
export function classifyFluxEvent(event: FluxEvent): HealthObservation | IgnoredEvent {
  const { kind, namespace, name, apiVersion } = event.involvedObject;
  if (kind !== 'Kustomization' || !(apiVersion ?? `${GROUP}/`).startsWith(`${GROUP}/`)) {
    return { ignored: `the object is a ${kind}; only a Kustomization's health is taken` };
  }
  const state = stateOf(event);
  if (typeof state === 'object') return state;
  const revision = trustedRevision(event);
  return {
    object: { kind, namespace, name },
    state,
    ...(revision === undefined ? {} : { revision }),
    reason: event.reason,
    message: shorten(event.message),
    at: Date.parse(event.timestamp),
  };
}

/**
 * The reason is that of the Ready condition when the event was written. A Kustomization that is being deleted
 * keeps its last one: what it prunes, and that pruning failed, then comes as `ReconciliationSucceeded` (or as
 * the last failure, with severity info).
 */
function stateOf(event: FluxEvent): HealthState | IgnoredEvent {
  const { reason, severity, message } = event;
  if (reason === 'ReconciliationSucceeded') {
    return severity === 'info' && message.startsWith('Reconciliation finished in ')
      ? 'healthy'
      : { ignored: 'the Kustomization is being deleted' };
  }
  if (severity === 'error') return 'failing';
  // From notification-controller 1.8.0 to 1.8.3 this is the only sign of success.
  if (reason === 'Progressing' && message.startsWith('Health check passed in ')) return 'healthy';
  if (REASONS_OF_PROGRESS.has(reason)) return 'progressing';
  return { ignored: `the reason ${reason} with severity ${severity} says nothing of health` };
}

/**
 * A source that is no Git repository (OCI, Bucket) has a digest for its revision, and the commit it was built
 * from as `originRevision`. A Git source never sends the latter, so beside a SHA-1 revision it can only be an
 * annotation that somebody put on the object.
 */
function trustedRevision(event: FluxEvent): string | undefined {
  if (!REASONS_WITH_REVISION.has(event.reason)) return undefined;
  const revision = parseRevision(metadata(event, 'revision') ?? '')?.commit;
  if (revision?.length === 40) return revision;
  const origin = metadata(event, 'originRevision');
  return origin === undefined ? revision : parseRevision(origin)?.commit;
}

/** notification-controller removes the group's prefix, whatever its documentation says; older ones may not. */
function metadata(event: FluxEvent, key: string): string | undefined {
  return event.metadata?.[key] ?? event.metadata?.[`${GROUP}/${key}`];
}

function shorten(message: string): string {
  return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE - 3)}...`;
}
