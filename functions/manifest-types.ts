/** The words of the manifest (manifest.ts). */

/** An event pattern in EventBridge's own language. */
export type EventPattern = Readonly<Record<string, unknown>>;

/** What a function may touch; infra derives its role from this, and nothing else is granted. */
export type Access =
  | 'table:read'
  | 'table:write'
  | 'repository:read'
  | 'repository:write'
  | 'pull-requests:read'
  | 'pull-requests:write'
  | 'pull-requests:merge'
  | 'change-queue:send'
  | 'dead-letters:send'
  | 'dead-letters:redrive'
  | 'dead-letters:count'
  | 'executions:start'
  | 'executions:answer'
  | 'executions:read'
  | 'images:read'
  | 'labels:read'
  | 'agent-keys:read'
  | 'events:put'
  | 'chat-queue:send'
  | 'slack:read';

export interface Rule {
  readonly name: string;
  readonly pattern: EventPattern;
  /** Of Towpath's own bus; AWS's events are on that of the account. */
  readonly own?: true;
  /** Events of a registry: other accounts and regions may forward them, and the stack may be told which images count. */
  readonly forwarded?: true;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'ANY';
  /** API Gateway's own syntax. */
  readonly path: string;
  /**
   * `own`: the function checks the request's signature itself; `people`: whoever signed in on the page; `callers`:
   * whoever signs with IAM credentials; `open`: anybody, and nothing there is secret.
   */
  readonly authorization: 'own' | 'people' | 'callers' | 'open';
}

export type Trigger =
  | { readonly kind: 'task' }
  | {
      readonly kind: 'rules';
      readonly rules: readonly Rule[];
    }
  | { readonly kind: 'change-queue'; readonly batchSize: number }
  /** Work in chat, one piece at a time: what fails comes again, and holds up its own group only. */
  | { readonly kind: 'chat-queue'; readonly batchSize: 1 }
  /** What Argo CD sends with IAM. The function answers with partial batch failures. */
  | { readonly kind: 'report-queue'; readonly batchSize: number }
  | { readonly kind: 'schedule'; readonly everyMinutes: number }
  /**
   * New rows of the table, in their order within a partition. The function answers with partial batch failures; what
   * fails `maximumRetryAttempts` times more goes to the dead-letter queue, so that it blocks what follows no longer.
   */
  | {
      readonly kind: 'table-stream';
      readonly batchSize: number;
      /** How long Lambda gathers rows, from the first on, before it invokes the function. */
      readonly batchingWindowSeconds: number;
      readonly maximumRetryAttempts: number;
      /** Only records that match are delivered; the language is that of event patterns. */
      readonly filter: EventPattern;
    }
  | { readonly kind: 'http'; readonly routes: readonly Route[] };

export interface FunctionManifest {
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly access: readonly Access[];
  readonly trigger: Trigger;
  /** Left out of an installation without Slack. */
  readonly forSlack?: true;
  /** What it finds in /opt, if the installation names such a layer. */
  readonly layer?: 'kustomize';
  /** Left out where no Argo CD sends to the report queue: Lambda polls a queue, which is paid for, whether or not it is used. */
  readonly forReportQueue?: true;
  /** Files that lie beside the bundle, e.g. the web page. */
  readonly assets?: readonly { readonly from: string; readonly to: string }[];
}
