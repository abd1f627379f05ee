import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  BodyTooLargeError,
  type Handler,
  isBearer,
  MalformedBodyError,
  readObject,
  sendJson,
} from '../../../http.ts';
import { pageFiles, sendPageFile } from '../../../page/files.ts';
import { ServiceError } from '../../../service.ts';
import { act } from './acts.ts';
import type { PageOptions } from './options.ts';
import { listPullRequests, showPullRequest } from './show.ts';

const BODY_LIMIT = 1024 * 1024;
const ROOT = '/codecommit';
const FILES = pageFiles(ROOT, import.meta.dirname);

/** The pull requests of the local CodeCommit as a page, `/codecommit`: what the console of AWS shows of them. */
export function createPullRequestPage(options: PageOptions): Handler {
  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname !== ROOT && !pathname.startsWith(`${ROOT}/`)) return false;
    // Each pull request has an address of its own; the page shows it.
    const path = pathname.replace(/^\/codecommit\/pull-requests\/\d+$/, ROOT);
    const file = request.method === 'GET' ? FILES[path] : undefined;
    if (file !== undefined) sendPageFile(response, file);
    else if (!isBearer(request, options.token))
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
      await act(options, await readObject(request, BODY_LIMIT));
      sendJson(response, 200, {});
    } else sendJson(response, 404, { message: `${route} is not known here.` });
  } catch (error) {
    if (error instanceof MalformedBodyError || error instanceof BodyTooLargeError) {
      sendJson(response, error instanceof MalformedBodyError ? 400 : 413, { message: error.message });
      return;
    }
    if (!(error instanceof ServiceError || error instanceof TypeError)) throw error;
    const code = error instanceof ServiceError ? `${error.code}: ` : '';
    sendJson(response, 409, { message: `${code}${error.message}` });
  }
}
