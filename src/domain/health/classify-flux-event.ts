import type { FluxEvent } from './flux-event.ts';
import { type HealthObservation, type HealthState, type Ignored, shortenMessage } from './observation.ts';
import { commitOfFlux } from './revision.ts';

const GROUP = 'kustomize.toolkit.fluxcd.io';

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

/**
 * What an event of Flux says of the health of its Kustomization.
 *
 * A HelmRelease names a chart's version and no commit, and speaks only when it did something; a rollback after a failed
 * upgrade even succeeds, with severity info. The Kustomization that applied it waits for it, and names the commit.
 *
 * "Healthy" means that the workloads are only if the Kustomization has `wait: true` or `healthChecks`; without
 * them Flux says the same of manifests that were merely applied, and the event does not tell which.
 */
export function classifyFluxEvent(event: FluxEvent): HealthObservation | Ignored {
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
    message: shortenMessage(event.message),
    at: Date.parse(event.timestamp),
  };
}

/**
 * The reason is that of the Ready condition when the event was written. A Kustomization that is being deleted
 * keeps its last one: what it prunes, and that pruning failed, then comes as `ReconciliationSucceeded` (or as
 * the last failure, with severity info).
 */
function stateOf(event: FluxEvent): HealthState | Ignored {
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

function trustedRevision(event: FluxEvent): string | undefined {
  if (!REASONS_WITH_REVISION.has(event.reason)) return undefined;
  return commitOfFlux(metadata(event, 'revision') ?? '', metadata(event, 'originRevision'));
}

/** notification-controller removes the group's prefix, whatever its documentation says; older ones may not. */
function metadata(event: FluxEvent, key: string): string | undefined {
  return event.metadata?.[key] ?? event.metadata?.[`${GROUP}/${key}`];
}
