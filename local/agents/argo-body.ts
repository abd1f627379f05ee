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
  readonly source: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const goTime = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/** The body as the template renders it; Argo CD has no format of its own. */
export function argoBody(report: ArgoReport): string {
  const { cluster, object, sync, health, operation, conditions, source, at } = report;
  const finishedAt = operation?.finishedAt;
  return JSON.stringify({
    schema: 'towpath.health/argocd.v1',
    cluster,
    sentAt: new Date(at).toISOString(),
    app: object,
    sources: [source],
    sync: { ...sync, revisions: [] },
    health,
    operation: {
      phase: operation?.phase ?? '',
      message: operation?.message ?? '',
      finishedAt: finishedAt === undefined ? '' : goTime(finishedAt),
      syncRevision: operation?.revision ?? '',
      syncRevisions: [],
    },
    reconciledAt: goTime(at),
    conditions,
    sourceHydrator: null,
  });
}

/** A fixed header is all that its webhook service offers. */
export const argoHeaders = (token: string): Record<string, string> => ({
  'Content-Type': 'application/json',
  Authorization: `Bearer ${token}`,
  'User-Agent': 'Go-http-client/1.1',
});
