import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler } from '../../http.ts';
import { gitEnvironment } from './git/process.ts';
import type { Repositories } from './repositories.ts';
import type { Repository } from './repository.ts';

const HEADERS_END = '\r\n\r\n';

/**
 * Serves `/git/<repository>[.git]/...` by `git http-backend`: git's smart protocol only, so no file is
 * handed out. Resolves when the response has ended.
 */
export function smartHttp(repositories: Repositories): Handler {
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://local');
    if (!url.pathname.startsWith('/git/')) return false;
    const asked = readRequest(request, url, repositories);
    if (asked === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('no such repository\n');
      return true;
    }
    await (asked.isPush ? servePush(asked, request, response) : serve(asked, request, response));
    response.end();
    return true;
  };
}

interface GitRequest {
  readonly repository: Repository;
  readonly pathInfo: string;
  readonly query: string;
  readonly isPush: boolean;
}

function readRequest(request: IncomingMessage, url: URL, repositories: Repositories): GitRequest | undefined {
  const match = /^\/git\/([\w.-]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/.exec(
    url.pathname,
  );
  const repository = repositories.find(match?.[1] ?? '');
  const action = match?.[2] ?? '';
  const smart =
    action !== '/info/refs' || /^git-(upload|receive)-pack$/.test(url.searchParams.get('service') ?? '');
  if (repository === undefined || !smart) return undefined;
  return {
    repository,
    pathInfo: action,
    query: url.search.slice(1),
    isPush: action === '/git-receive-pack' && request.method === 'POST',
  };
}

/** The response ends after the changes were noted: when `git push` returns, its events are on their way. */
async function servePush(
  asked: GitRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { repository } = asked;
  await repository.pushing(async () => {
    try {
      await serve(asked, request, response);
    } finally {
      await repository.references.notePush();
      repository.noteChange();
    }
  });
}

/** Resolves when the backend has ended. */
async function serve(asked: GitRequest, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // The client may be gone before its turn came: then no `close` would follow.
  if (response.destroyed) return;
  const child = spawn('git', ['http-backend'], { env: { ...gitEnvironment, ...cgi(asked, request) } });
  const ended = once(child, 'close');
  const giveUp = () => {
    child.stdin.destroy();
    child.stdout.destroy();
  };
  // A client that hangs up takes its half-sent pack with it: git drops what it has not finished.
  response.once('close', giveUp);
  child.stdin.on('error', () => {});
  child.stderr.resume();
  request.pipe(child.stdin);
  passOn(child, response);
  await ended.finally(() => response.off('close', giveUp));
  if (!response.headersSent) response.writeHead(500);
}

/** See RFC 3875 and `git help http-backend`; it unpacks a gzipped body itself, and reads a chunked one to its end. */
function cgi(asked: GitRequest, request: IncomingMessage): Record<string, string> {
  const { headers } = request;
  return {
    GIT_PROJECT_ROOT: asked.repository.directory,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: asked.pathInfo,
    QUERY_STRING: asked.query,
    REQUEST_METHOD: request.method ?? 'GET',
    CONTENT_TYPE: headers['content-type'] ?? '',
    ...(headers['content-length'] === undefined ? {} : { CONTENT_LENGTH: headers['content-length'] }),
    ...(headers['content-encoding'] === undefined
      ? {}
      : { HTTP_CONTENT_ENCODING: headers['content-encoding'] }),
    ...(typeof headers['git-protocol'] === 'string' ? { GIT_PROTOCOL: headers['git-protocol'] } : {}),
    REMOTE_ADDR: '127.0.0.1',
  };
}

/** The backend writes CGI: headers, an empty line, the body. */
function passOn(child: ChildProcessWithoutNullStreams, response: ServerResponse): void {
  let head = Buffer.alloc(0);
  const readHead = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf(HEADERS_END);
    if (end === -1) return;
    child.stdout.off('data', readHead);
    const { status, headers } = parseHead(head.toString('latin1', 0, end));
    response.writeHead(status, headers);
    response.write(head.subarray(end + HEADERS_END.length));
    child.stdout.pipe(response, { end: false });
  };
  child.stdout.on('data', readHead);
}

function parseHead(text: string): { status: number; headers: Record<string, string> } {
  const fields = text.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const { status, ...headers } = Object.fromEntries(fields);
  return { status: Number.parseInt(status ?? '200', 10), headers };
}
