import { type HealthObservation, type HealthState, shortenMessage } from '../observation.ts';
import { commitOfFlux } from '../revision.ts';
import type { FluxObject } from './objects.ts';

type Said = Pick<HealthObservation, 'state' | 'reason' | 'message'>;

const NOT_YET = new Set(['DependencyNotReady', 'HealthCheckCanceled', 'Progressing', 'ProgressingWithRetry']);

/**
 * What the status of a Kustomization says, together with that of the HelmReleases that it applied: without `wait` it
 * is ready as soon as it has applied them.
 */
export function classifyKustomization(
  { metadata, status }: FluxObject,
  releases: readonly FluxObject[],
  at: number,
): HealthObservation {
  const own = readiness({ metadata, status });
  const said = own.state === 'healthy' ? worst(own, releases) : own;
  // Of what fails or is under way the attempt is known; what is ready has been applied.
  const isApplied = own.state === 'healthy';
  const revision = commitOfFlux(
    (isApplied ? status?.lastAppliedRevision : status?.lastAttemptedRevision) ?? '',
    isApplied ? status?.lastAppliedOriginRevision : undefined,
  );
  const { namespace, name } = metadata;
  return {
    object: { kind: 'Kustomization', namespace, name },
    ...said,
    message: shortenMessage(said.message),
    ...(revision !== undefined && { revision }),
    at,
  };
}

function readiness({ metadata, status }: FluxObject): Said {
  const ready = status?.conditions.find(({ type }) => type === 'Ready');
  if (ready === undefined)
    return { state: 'progressing', reason: 'NotReady', message: 'it has no status yet' };
  const { reason, message } = ready;
  // Ready is still about the generation before.
  if (metadata.generation !== undefined && status?.observedGeneration !== metadata.generation)
    return { state: 'progressing', reason: 'Outdated', message: 'its newest version was not looked at yet' };
  return { state: stateOf(ready.status, reason), reason, message };
}

function stateOf(ready: string, reason: string): HealthState {
  if (ready === 'True') return 'healthy';
  return ready === 'False' && !NOT_YET.has(reason) ? 'failing' : 'progressing';
}

/** A release that fails makes the whole failing, one that is under way makes it progressing. */
function worst(own: Said, releases: readonly FluxObject[]): Said {
  const said = releases.map((release) => {
    const { state, reason, message } = readiness(release);
    const { namespace, name } = release.metadata;
    return { state, reason, message: `HelmRelease ${namespace}/${name}: ${message}` };
  });
  return (
    said.find(({ state }) => state === 'failing') ?? said.find(({ state }) => state === 'progressing') ?? own
  );
}
