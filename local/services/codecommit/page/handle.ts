import { timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type Handler, readBody, sendJson } from '../../../http.ts';
import { ServiceError } from '../../../service.ts';
import { act } from './acts.ts';
import type { PageOptions } from './options.ts';
import { listPullRequests, showPullRequest } from './show.ts';

const BODY_LIMIT = 1024 * 1024;
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/codecommit/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/codecommit/page.css': ['page.css', 'text/css; charset=utf-8'],
};
const PAGE = ['index.html', 'text/html; charset=utf-8'] as const;
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The pull requests of the local CodeCommit as a page, `/codecommit`: what the console of AWS shows of them. */
export function createPullRequestPage(options: PageOptions): Handler {
  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname !== '/codecommit' && !pathname.startsWith('/codecommit/')) return false;
    const isPage = request.method === 'GET' && /^\/codecommit(\/pull-requests\/\d+)?$/.test(pathname);
    const file = isPage ? PAGE : FILES[pathname];
    if (file !== undefined) sendPage(response, file);
    else if (!isAllowed(request, options.token))
      sendJson(response, 401, { message: 'Unauthenticated. Use the link that npm start printed.' });
    else await answer(options, `${request.method} ${pathname}`, request, response);
    return true;
  };
}

async function answer(
  options: PageOptions,
  route: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const [, id] = /^GET \/codecommit\/api\/pull-requests\/(\d+)$/.exec(route) ?? [];
    if (route === 'GET /codecommit/api/pull-requests')
      sendJson(response, 200, { actors: options.actors, pullRequests: await listPullRequests(options) });
    else if (id !== undefined) sendJson(response, 200, await showPullRequest(options, id));
    else if (route === 'POST /codecommit/api/act') {
      await act(options, await json(request));
      sendJson(response, 200, {});
    } else sendJson(response, 404, { message: `${route} is not known here.` });
  } catch (error) {
    if (!(error instanceof ServiceError || error instanceof TypeError)) throw error;
    const code = error instanceof ServiceError ? `${error.code}: ` : '';
    sendJson(response, 409, { message: `${code}${error.message}` });
  }
}

function sendPage(response: ServerResponse, [file, type]: readonly [string, string]): void {
  response.writeHead(200, {
    'content-type': type,
    'content-security-policy': POLICY,
    'cache-control': 'no-cache',
    'referrer-policy': 'no-referrer',
  });
  response.end(readFileSync(join(import.meta.dirname, file)));
}

async function json(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parsed: unknown = JSON.parse((await readBody(request, BODY_LIMIT)).toString('utf8') || '{}');
  if (typeof parsed !== 'object' || parsed === null) throw new TypeError('The body must be a JSON object.');
  return parsed as Record<string, unknown>;
}

function isAllowed(request: IncomingMessage, token: string): boolean {
  const [given, wanted] = [Buffer.from(request.headers.authorization ?? ''), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
