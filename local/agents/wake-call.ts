import { createHash, createHmac } from 'node:crypto';

/** A request that says that there is something new, as it came. */
export interface WakeCall {
  /** Without the cluster in front of it. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/**
 * Whether the webhook receiver of a cluster's agent would take it: Flux's Receiver `towpath` of type `generic-hmac` in
 * flux-system, or Argo CD's webhook by a push as Gogs sends it.
 */
export function isWakeCall(kind: 'flux' | 'argocd', key: string, { path, headers, body }: WakeCall): boolean {
  const signature = createHmac('sha256', key).update(body).digest('hex');
  if (kind === 'argocd')
    return (
      path === '/api/webhook' &&
      headers['x-gogs-event'] === 'push' &&
      headers['x-gogs-signature'] === signature
    );
  const digest = createHash('sha256').update(`${key}towpathflux-system`).digest('hex');
  return path === `/hook/${digest}` && headers['x-signature'] === `sha256=${signature}`;
}
