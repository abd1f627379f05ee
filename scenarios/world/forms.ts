import { createHash } from 'node:crypto';
import type { ArgoReport } from '../../local/agents/argo-body.ts';
import type { FluxReport } from '../../local/agents/flux-body.ts';

/**
 * Ways in which agents of some version, or some setting, say what others say otherwise. `snapshot` is no agent's own: it is
 * what the CronJob of `towpath agent snapshot` sends.
 */
export const FORMS = {
  'health-passed': 'flux',
  'old-revision': 'flux',
  oci: 'flux',
  'too-early': 'argocd',
  'multi-source': 'argocd',
  hydrated: 'argocd',
  snapshot: undefined,
} as const;

export type Form = keyof typeof FORMS;

/** Of an event of Flux for this commit, what is otherwise in this form. */
export function fluxForm(
  form: Form | undefined,
  isHealthy: boolean,
  commit: string,
  branch: string,
): Partial<FluxReport> {
  switch (form) {
    case 'health-passed':
      // notification-controller 1.8.0 to 1.8.3 drops ReconciliationSucceeded; this is what remains.
      return isHealthy ? { reason: 'Progressing', message: 'Health check passed in 2.1s' } : {};
    case 'old-revision':
      // Before Flux 0.36.
      return { revision: `${branch}/${commit}` };
    case 'oci':
      return {
        revision: `latest@sha256:${hash('sha256', commit)}`,
        originRevision: `${branch}@sha1:${commit}`,
      };
    default:
      return {};
  }
}

/** The same of a report of Argo CD. */
export function argoForm(form: Form | undefined, commit: string, at: number): Partial<ArgoReport> {
  const hydratedSHA = hash('sha1', commit);
  switch (form) {
    case 'too-early':
      // As the catalog's trigger on-deployed may send it: synced just now, health not looked at since.
      return {
        operation: { phase: 'Succeeded', message: '', finishedAt: at, revision: commit },
        reconciledAt: at - 2000,
      };
    case 'multi-source':
      return { charts: [{ repoURL: 'registry.example.com/charts', version: '3.2.0' }] };
    case 'hydrated':
      return { sync: { status: 'Synced', revision: hydratedSHA }, hydrated: { drySHA: commit, hydratedSHA } };
    default:
      return {};
  }
}

const hash = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');
