import { createHmac } from 'node:crypto';
import { clusterKeys, type KeyRing } from '../../src/domain/health/cluster-key.ts';
import type { Request, Said } from './said.ts';

/** What `kubectl get ... -A -o json` prints of one object, signed as the CronJob of `towpath agent snapshot` does it. */
export function snapshotRequest(kind: 'flux' | 'argocd', said: Said, ring: KeyRing, base: string): Request {
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [OBJECTS[kind](said, base)] });
  const timestamp = String(Math.floor(said.at / 1000));
  const [key = ''] = clusterKeys(ring, said.cluster, 'snapshot');
  const signature = createHmac('sha256', key).update(`${timestamp}\n${body}`).digest('hex');
  return {
    url: `${base}/v1/health/snapshot/${encodeURIComponent(said.cluster)}`,
    headers: {
      'Content-Type': 'application/json',
      'X-Towpath-Timestamp': timestamp,
      'X-Signature': `sha256=${signature}`,
    },
    body,
  };
}

const OBJECTS: Readonly<Record<'flux' | 'argocd', (said: Said, base: string) => object>> = {
  flux({ object, state, message = '', commit, branch }) {
    const revision = `${branch}@sha1:${commit}`;
    const [status, reason] = READY[state];
    return {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { ...object, generation: 1 },
      status: {
        observedGeneration: 1,
        conditions: [{ type: 'Ready', status, reason, message }],
        ...(state === 'healthy' && { lastAppliedRevision: revision }),
        lastAttemptedRevision: revision,
      },
    };
  },
  argocd({ object, state, message = '', commit, at }, base) {
    return {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: object,
      spec: { source: { repoURL: `${base}/git/configuration` } },
      status: {
        sync: { status: 'Synced', revision: commit },
        health: { status: HEALTH[state], message },
        reconciledAt: new Date(at).toISOString(),
      },
    };
  },
};

const READY = {
  healthy: ['True', 'ReconciliationSucceeded'],
  failing: ['False', 'HealthCheckFailed'],
  progressing: ['Unknown', 'Progressing'],
} as const;

const HEALTH = { healthy: 'Healthy', failing: 'Degraded', progressing: 'Progressing' } as const;
