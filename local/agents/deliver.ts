import type { Clock } from '../clock.ts';
import { wait } from './wait.ts';

export type Delivery =
  | { readonly outcome: 'delivered' }
  /** An answer that is final: the report is gone. */
  | { readonly outcome: 'refused'; readonly status: number }
  /** Nobody answered well in time: the report is gone. */
  | { readonly outcome: 'lost' };

export interface DeliveryOptions {
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
}

/** notification-controller's back-off (retryablehttp, 4 retries from 2 s) within the Provider's `timeout: 55s`. */
const RETRIES_AFTER_MS = [2000, 4000, 8000, 16_000];
const TIMEOUT_MS = 55_000;

/** Posts as notification-controller does: again after connection errors, 429 and 5xx but 501; never throws. */
export async function deliver(
  url: string,
  request: RequestInit,
  options: DeliveryOptions,
): Promise<Delivery> {
  const timeout = new AbortController();
  const cancelTimeout = options.clock.after(TIMEOUT_MS, () => timeout.abort());
  const signal = AbortSignal.any([timeout.signal, options.signal]);
  try {
    for (const retryAfterMs of [...RETRIES_AFTER_MS, undefined]) {
      const status = await post(url, { ...request, signal }, options);
      if (status !== undefined && !isWorthRetrying(status)) return judge(status);
      if (retryAfterMs !== undefined) await wait(options.clock, retryAfterMs, signal);
      if (signal.aborted) break;
    }
    return { outcome: 'lost' };
  } finally {
    cancelTimeout();
  }
}

async function post(
  url: string,
  request: RequestInit,
  options: DeliveryOptions,
): Promise<number | undefined> {
  try {
    const response = await options.fetch(url, { method: 'POST', ...request });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}

function isWorthRetrying(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501);
}

function judge(status: number): Delivery {
  return status >= 200 && status < 300 ? { outcome: 'delivered' } : { outcome: 'refused', status };
}
