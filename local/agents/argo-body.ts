/** A source that is a chart: what it contributes to the revisions is its version. */
export interface Chart {
  readonly repoURL: string;
  readonly version: string;
}

/** What the notification template of `towpath agent argocd` finds in an Application. */
export interface ArgoReport {
  readonly cluster: string;
  readonly object: { readonly namespace: string; readonly name: string };
  /** One word for the log. */
  readonly reason: string;
  readonly sync: { readonly status: string; readonly revision: string };
  readonly health: { readonly status: string; readonly message: string };
  /** Absent until the first; a commit that changes nothing runs none. */
  readonly operation?: {
    readonly phase: string;
    readonly message: string;
    /** Milliseconds since the epoch. */
    readonly finishedAt?: number;
    readonly revision: string;
  };
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
  /** Address of the repository that the agent pulls. */
  readonly source: string;
  /** What an Application of several sources renders beside it; it then names a revision for each source. */
  readonly charts?: readonly Chart[];
  /** What the Source Hydrator has made of which commit; absent without it. */
  readonly hydrated?: { readonly drySHA: string; readonly hydratedSHA: string };
  /** When it looked last, in milliseconds since the epoch; `at` unless given. */
  readonly reconciledAt?: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const goTime = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/** The body as the template renders it; Argo CD has no format of its own. */
export function argoBody(report: ArgoReport): string {
  const { cluster, object, sync, health, operation, conditions, source, charts = [], hydrated, at } = report;
  const revisionsOf = (commit: string) =>
    charts.length === 0 || commit === ''
      ? { revision: commit, revisions: [] }
      : { revision: '', revisions: [...charts.map(({ version }) => version), commit] };
  const synced = revisionsOf(operation?.revision ?? '');
  const finishedAt = operation?.finishedAt;
  return JSON.stringify({
    schema: 'towpath.health/argocd.v1',
    cluster,
    sentAt: new Date(at).toISOString(),
    app: object,
    sources: [...charts.map(({ repoURL }) => repoURL), source],
    sync: { status: sync.status, ...revisionsOf(sync.revision) },
    health,
    operation: {
      phase: operation?.phase ?? '',
      message: operation?.message ?? '',
      finishedAt: finishedAt === undefined ? '' : goTime(finishedAt),
      syncRevision: synced.revision,
      syncRevisions: synced.revisions,
    },
    reconciledAt: goTime(report.reconciledAt ?? at),
    conditions,
    sourceHydrator: hydrated === undefined ? null : { lastSuccessfulOperation: hydrated },
  });
}

/** A fixed header is all that its webhook service offers. */
export const argoHeaders = (token: string): Record<string, string> => ({
  'Content-Type': 'application/json',
  Authorization: `Bearer ${token}`,
  'User-Agent': 'Go-http-client/1.1',
});
