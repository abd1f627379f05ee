import { argoBody, argoHeaders } from '../../local/agents/argo-body.ts';
import { fluxBody, fluxHeaders } from '../../local/agents/flux-body.ts';
import { clusterKeys, type KeyRing } from '../../src/domain/health/cluster-key.ts';
import { argoForm, fluxForm } from './forms.ts';
import { URL_OF_WORLD } from './http.ts';
import type { Request, Said } from './said.ts';
import { snapshotRequest } from './snapshot.ts';

export type AgentKind = 'flux' | 'argocd';

/** What an agent sends, in its own format and with its own proof of who it is. */
export const requestOf = (kind: AgentKind, said: Said, ring: KeyRing): Request =>
  said.form === 'snapshot' ? snapshotRequest(kind, said, ring, URL_OF_WORLD) : REQUESTS[kind](said, ring);

const REQUESTS: Readonly<Record<AgentKind, (said: Said, ring: KeyRing) => Request>> = {
  flux(said, ring) {
    const { cluster, object, state, message, form, commit, branch, at } = said;
    const [key = ''] = clusterKeys(ring, cluster);
    const body = fluxBody({
      ...FLUX[state],
      ...(message !== undefined && state !== 'healthy' && { message }),
      cluster,
      object,
      at,
      revision: `${branch}@sha1:${commit}`,
      ...fluxForm(form, state === 'healthy', commit, branch),
    });
    return { url: addressOf('flux', cluster), headers: fluxHeaders(body, key), body };
  },
  argocd({ cluster, object, state, message = '', form, commit: revision, at }, ring) {
    const [key = ''] = clusterKeys(ring, cluster, 'argocd');
    const body = argoBody({
      cluster,
      object,
      reason: ARGO[state],
      sync: { status: 'Synced', revision },
      health: { status: ARGO[state], message },
      conditions: [],
      source: `${URL_OF_WORLD}/git/configuration`,
      at,
      ...argoForm(form, revision, at),
    });
    return { url: addressOf('argocd', cluster), headers: argoHeaders(key), body };
  },
};

const addressOf = (kind: string, cluster: string): string =>
  `${URL_OF_WORLD}/v1/health/${kind}/${encodeURIComponent(cluster)}`;

const ARGO = { healthy: 'Healthy', failing: 'Degraded', progressing: 'Progressing' } as const;

const FLUX = {
  healthy: {
    severity: 'info',
    reason: 'ReconciliationSucceeded',
    message: 'Reconciliation finished in 2.1s, next run in 10m0s',
  },
  failing: {
    severity: 'error',
    reason: 'HealthCheckFailed',
    message: 'health check failed after 30s: the workload is not ready',
  },
  progressing: {
    severity: 'info',
    reason: 'Progressing',
    message: 'Detecting drift for revision and applying it',
  },
} as const;
