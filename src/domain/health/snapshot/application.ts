import type { ApplicationState } from '../application.ts';
import { hydratedBy } from '../argo-report.ts';
import type { Application } from './objects.ts';

const NOTHING = { status: '', revision: '', revisions: [], message: '' };

/** An Application as it is in the cluster, in the words of a report. */
export function applicationState({ metadata, spec, status }: Application, at: number): ApplicationState {
  const { namespace, name } = metadata;
  const operation = status?.operationState;
  const sources = spec?.sources.length ? spec.sources : [spec?.source ?? { repoURL: '' }];
  const { currentOperation, lastSuccessfulOperation } = status?.sourceHydrator ?? {};
  return {
    namespace,
    name,
    sync: status?.sync ?? NOTHING,
    health: status?.health ?? NOTHING,
    ...(operation && {
      operation: {
        phase: operation.phase,
        message: operation.message,
        finishedAt: operation.finishedAt,
        revision: operation.syncResult?.revision ?? '',
        revisions: operation.syncResult?.revisions ?? [],
      },
    }),
    reconciledAt: status?.reconciledAt ?? '',
    conditions: status?.conditions ?? [],
    sources: sources.map(({ repoURL }) => repoURL),
    ...(spec?.sourceHydrator && { hydrated: hydratedBy([lastSuccessfulOperation, currentOperation]) }),
    at,
  };
}
