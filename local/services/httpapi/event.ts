// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Match } from './routes.ts';

/** The event of a Lambda proxy integration, payload format 2.0. */
export interface HttpApiEvent {
  readonly version: '2.0';
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  /** Names in lower case, repeated headers joined by commas, without cookies. */
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly requestContext: {
    readonly accountId: string;
    readonly apiId: string;
    readonly domainName: string;
    readonly domainPrefix: string;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
    readonly requestId: string;
    readonly routeKey: string;
    readonly stage: '$default';
    /** `20/Nov/2026:22:05:00 +0000` */
    readonly time: string;
    readonly timeEpoch: number;
  };
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** As much of a request as the event says of it. */
export type RequestHead = Pick<IncomingMessage, 'method' | 'headers' | 'headersDistinct' | 'httpVersion'> & {
  readonly socket: Pick<IncomingMessage['socket'], 'remoteAddress'>;
};

export interface RequestFacts {
  readonly match: Match;
  readonly url: URL;
  readonly body: Buffer;
  readonly requestId: string;
  readonly accountId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function toEvent(request: RequestHead, facts: RequestFacts): HttpApiEvent {
  const { match, url, body } = facts;
  const cookies = request.headers.cookie?.split(/;\s*/);
  const query = joinQuery(url.searchParams);
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  return {
    version: '2.0',
    routeKey: match.routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookies && { cookies }),
    headers: { ...joinHeaders(request.headersDistinct), ...forwarded(url, sourceIp) },
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId: facts.accountId,
      apiId: 'local',
      domainName: url.host,
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: facts.requestId,
      routeKey: match.routeKey,
      stage: '$default',
      time: commonLogTime(new Date(facts.now)),
      timeEpoch: facts.now,
    },
    ...(Object.keys(match.parameters).length > 0 && { pathParameters: match.parameters }),
    ...encodeBody(request, body),
  };
}

/** Headers between two hops; cookies have a field of their own. */
const LEFT_OUT = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'cookie']);

function joinHeaders(headers: NodeJS.Dict<string[]>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !LEFT_OUT.has(name));
  return Object.fromEntries(kept.map(([name, values = []]) => [name, values.join(',')]));
}

function forwarded(url: URL, sourceIp: string): Record<string, string> {
  return {
    'x-forwarded-for': sourceIp,
    'x-forwarded-port': url.port || '80',
    'x-forwarded-proto': 'http',
  };
}

function joinQuery(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...new Set(query.keys())].map((key) => [key, query.getAll(key).join(',')]));
}

/** What API Gateway hands on as it is; any other body, forms among them, arrives in base64. */
const TEXT_TYPES = /^(?:text\/|application\/(?:json|javascript|xml|[\w.-]+\+(?:json|xml))\s*(?:;|$))/i;

function encodeBody(request: RequestHead, body: Buffer): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = TEXT_TYPES.test(request.headers['content-type'] ?? '') && isUtf8(body);
  if (isText && request.headers['content-encoding'] === undefined) {
    return { body: body.toString('utf8'), isBase64Encoded: false };
  }
  return { body: body.toString('base64'), isBase64Encoded: true };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function commonLogTime(time: Date): string {
  const day = String(time.getUTCDate()).padStart(2, '0');
  const clock = time.toISOString().slice(11, 19);
  return `${day}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()}:${clock} +0000`;
}
