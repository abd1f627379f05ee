import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Clock } from '../../clock.ts';
import { BodyTooLargeError, type Handler, readBody, sendJson } from '../../http.ts';
import type { Account } from '../lambda/names.ts';
import type { InvokeLambda } from '../lambda/types.ts';
import { toEvent } from './event.ts';
import { toResponse } from './response.ts';
import { createRouter, type Route } from './routes.ts';

export interface HttpApiOptions {
  readonly routes: readonly Route[];
  readonly invoke: InvokeLambda;
  readonly account: Account;
  readonly clock: Clock;
  readonly log?: (line: string) => void;
  readonly newId?: () => string;
}

/** Bytes of a request's body (AWS: 10 MB). */
const BODY_LIMIT = 10 * 1024 * 1024;

/** The HTTP API in front of the functions. It answers every request, so it comes last among the handlers. */
export function createHttpApi(options: HttpApiOptions): Handler {
  const { invoke, account, clock, log = console.error, newId = randomUUID } = options;
  const route = createRouter(options.routes);
  return async (request, response) => {
    const url = new URL(`http://${request.headers.host}${request.url}`);
    const match = route(request.method ?? 'GET', url.pathname);
    if (!match) return say(response, 404, 'Not Found');
    try {
      const body = await readBody(request, BODY_LIMIT);
      const requestId = newId();
      const facts = { match, url, body, requestId, accountId: account.accountId, now: clock.now() };
      const result = await invoke(match.route.functionName, toEvent(request, facts));
      if ('error' in result) {
        log(`${match.route.functionName} failed: ${result.error.errorType}: ${result.error.errorMessage}`);
        return say(response, 500, 'Internal Server Error');
      }
      const { status, headers, body: answer } = toResponse(result.payload);
      const length = status === 204 || status === 304 ? {} : { 'content-length': answer.length };
      response.writeHead(status, { ...headers, ...length, 'apigw-requestid': requestId });
      response.end(request.method === 'HEAD' ? undefined : answer);
    } catch (error) {
      if (error instanceof BodyTooLargeError) return say(response, 413, 'Request Entity Too Large');
      log(`${match.route.functionName}: ${error}`);
      return say(response, 500, 'Internal Server Error');
    }
    return true;
  };
}

function say(response: ServerResponse, status: number, message: string): true {
  sendJson(response, status, { message });
  return true;
}
