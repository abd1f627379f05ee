import { createHmac } from 'node:crypto';
import { LIMITS } from './limits.ts';

export interface SenderOptions {
  readonly signingSecret: string;
  readonly now: () => number;
  /** Of the app; known once the server listens. */
  readonly appUrl: () => string;
  /** How long the app is waited for; without it as long as Slack waits. */
  readonly answerMs?: number;
}

/** What the app answered, or why it did not. */
export type AppAnswer =
  | { readonly status: number; readonly body: unknown }
  | { readonly error: 'operation_timeout' | 'unreachable' };

/** The headers with which Slack proves that a body is its own. */
export function signed(body: string, secret: string, nowMs: number): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
}

/** Sends a form to the app as Slack does: signed, and waiting for three seconds unless told otherwise. */
export async function send(
  { signingSecret, now, appUrl, answerMs = LIMITS.answerMs }: SenderOptions,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<AppAnswer> {
  const body = new URLSearchParams(form).toString();
  try {
    const response = await fetch(`${appUrl()}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...signed(body, signingSecret, now()) },
      body,
      signal: AbortSignal.timeout(answerMs),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return { error: isLate ? 'operation_timeout' : 'unreachable' };
  }
}
