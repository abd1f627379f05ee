import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Agents } from './agents/start.ts';
import type { EventStreams } from './event-stream.ts';
import { type Handler, isBearer, readObject, sendJson } from './http.ts';
import { ServiceError } from './service.ts';
import type { CodeCommit } from './services/codecommit/index.ts';
import type { Ecr } from './services/ecr/index.ts';
import type { NewEvent } from './services/eventbridge/event.ts';
import type { EventBridge } from './services/eventbridge/eventbridge.ts';

export interface ControlOptions {
  readonly token: string;
  readonly events: EventBridge;
  readonly ecr: Ecr;
  readonly codecommit: CodeCommit;
  readonly streams: EventStreams;
  /** Undefined until the agents have started. */
  readonly agents: () => Agents | undefined;
}

const BODY_LIMIT = 1024 * 1024;
const REVISION = 'org.opencontainers.image.revision';
const CHART = 'application/vnd.cncf.helm.config.v1+json';
/** Who pushes git tags. */
const DEVELOPER = { name: 'Dana', email: 'dana@example.com' };

/**
 * What the outside world does to a real installation, on a laptop: pushing an image or a git tag, raising a service's event, a
 * cluster that misbehaves; and hearing of the events of a bus. `/local/...`, for the holder of the token only.
 */
export function createControl(options: ControlOptions): Handler {
  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const route = `${request.method} ${pathname}`;
    if (!pathname.startsWith('/local/')) return false;
    if (!isBearer(request, options.token))
      sendJson(response, 401, { message: 'Unauthenticated. Use the token that npm start printed.' });
    else if (route === 'GET /local/events') options.streams.open(response, searchParams.get('bus'));
    else await answer(options, request, response, route);
    return true;
  };
}

async function answer(
  options: ControlOptions,
  request: IncomingMessage,
  response: ServerResponse,
  route: string,
): Promise<void> {
  try {
    const [status, body] = await act(options, route, () => readObject(request, BODY_LIMIT));
    sendJson(response, status, body);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const status = error instanceof ServiceError ? 409 : 400;
    sendJson(response, status, { message: error.message });
  }
}

async function act(
  { events, ecr, codecommit, agents }: ControlOptions,
  route: string,
  body: () => Promise<Record<string, unknown>>,
): Promise<[status: number, answer: unknown]> {
  if (route === 'POST /local/events') return [202, { id: events.deliver(asEvent(await body())).id }];
  if (route === 'POST /local/images') {
    const { repository, tag, digest, revision, chart } = await body();
    const image = { repository: text('repository', repository), tag: text('tag', tag) };
    const pushed = await ecr.putImage({
      ...image,
      ...(digest !== undefined && { digest: text('digest', digest) }),
      ...(revision !== undefined && { annotations: { [REVISION]: text('revision', revision) } }),
      ...(chart === true && { artifactMediaType: CHART }),
    });
    return [201, pushed];
  }
  if (route === 'POST /local/tags') {
    const { repository: name, tag: version } = await body();
    const [repository, tag] = [text('repository', name), text('tag', version)];
    return [201, { repository, tag, digest: await codecommit.pushTag(repository, tag, DEVELOPER) }];
  }
  if (route === 'GET /local/agents') return [200, { agents: agents()?.status() ?? [] }];
  const [, cluster] = /^POST \/local\/agents\/([^/]+)$/.exec(route) ?? [];
  if (cluster !== undefined) {
    await agents()?.setBehaviour(decodeURIComponent(cluster), (await body()) as never);
    return [200, {}];
  }
  return [404, { message: `${route} is not known here.` }];
}

function asEvent(body: Record<string, unknown>): NewEvent {
  const { source, detail } = body;
  if (
    typeof source !== 'string' ||
    typeof body['detail-type'] !== 'string' ||
    typeof detail !== 'object' ||
    detail === null
  )
    throw new TypeError('An event needs source, detail-type and detail; see a recorded one.');
  return body as unknown as NewEvent;
}

function text(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '')
    throw new TypeError(`${name} must be a text; got ${JSON.stringify(value)}.`);
  return value;
}
