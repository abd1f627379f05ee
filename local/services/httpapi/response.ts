import type { OutgoingHttpHeaders } from 'node:http';

export interface HttpApiResponse {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

export class MalformedResponseError extends Error {
  override readonly name = 'MalformedResponseError';

  constructor(reason: string) {
    super(`The function's response is not one that API Gateway understands: ${reason}.`);
  }
}

/**
 * What API Gateway makes of a function's result: a response if it has a `statusCode`, else the body of a 200.
 *
 * @throws MalformedResponseError where API Gateway answers 500.
 */
export function toResponse(result: unknown): HttpApiResponse {
  if (!isObject(result) || result.statusCode === undefined) {
    const text = typeof result === 'string' ? result : JSON.stringify(result);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(text) };
  }
  const status = Number(result.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) {
    throw new MalformedResponseError(`statusCode is ${JSON.stringify(result.statusCode)}`);
  }
  return { status, headers: toHeaders(result), body: toBody(result) };
}

type Result = Readonly<Record<string, unknown>>;

function toHeaders({ headers = {}, cookies }: Result): OutgoingHttpHeaders {
  if (!isObject(headers)) throw new MalformedResponseError('headers is not an object');
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    'content-type': 'text/plain;charset=UTF-8',
    ...Object.fromEntries(own),
    ...(Array.isArray(cookies) && cookies.length > 0 && { 'set-cookie': cookies.map(String) }),
  };
}

function toBody({ body = '', isBase64Encoded }: Result): Buffer {
  if (typeof body !== 'string') throw new MalformedResponseError('body is not a string');
  return Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8');
}

function isObject(value: unknown): value is Result {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
