import { ACCOUNT, routesOf } from '../../local/deploy.ts';
import { type RequestHead, toEvent } from '../../local/services/httpapi/event.ts';
import { toResponse } from '../../local/services/httpapi/response.ts';
import { createRouter } from '../../local/services/httpapi/routes.ts';
import type { InvokeLambda } from '../../local/services/lambda/types.ts';
import type { VirtualClock } from '../../local/virtual-clock.ts';

export const URL_OF_WORLD = 'http://towpath.local';

/**
 * API Gateway without a socket: `fetch` for addresses below `URL_OF_WORLD`. The answer has `ok`, `status` and `text`,
 * and is there after promises alone, so that a virtual clock sees all of it.
 */
export function createFetch(options: {
  readonly invoke: InvokeLambda;
  readonly clock: VirtualClock;
  readonly newId: () => string;
}): typeof globalThis.fetch {
  const route = createRouter(routesOf());
  return async (input, init = {}) => {
    const url = new URL(String(input));
    const method = init.method ?? 'GET';
    const match = route(method, url.pathname);
    if (match === undefined) return answer(404, '{"message":"Not Found"}');
    const headers = lowerCase({ host: url.host, ...(init.headers as Record<string, string>) });
    const request: RequestHead = {
      method,
      headers,
      headersDistinct: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      httpVersion: '1.1',
      socket: { remoteAddress: '127.0.0.1' },
    };
    const event = toEvent(request, {
      match,
      url,
      body: Buffer.from((init.body as string | undefined) ?? ''),
      requestId: options.newId(),
      accountId: ACCOUNT.accountId,
      now: options.clock.now(),
    });
    const result = await options.invoke(match.route.functionName, event);
    if ('error' in result) return answer(500, JSON.stringify({ message: result.error.errorMessage }));
    const { status, body } = toResponse(result.payload);
    return answer(status, body.toString('utf8'));
  };
}

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const answer = (status: number, text: string): Response =>
  ({ ok: status < 300, status, text: async () => text }) as Response;
