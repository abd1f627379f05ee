import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers the request and returns true, or leaves it untouched and returns false. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';

  constructor(size: number, limit: number) {
    super(`The request body has ${size} bytes; the limit is ${limit} bytes.`);
  }
}

/** The body is no JSON object: the request is wrong, whatever it asks for. */
export class MalformedBodyError extends Error {
  override readonly name = 'MalformedBodyError';

  constructor(got: string) {
    super(`The body must be a JSON object; it is ${got}.`);
  }
}

/** @throws MalformedBodyError @throws BodyTooLargeError */
export async function readObject(request: IncomingMessage, limit: number): Promise<Record<string, unknown>> {
  const text = (await readBody(request, limit)).toString('utf8');
  if (text === '') throw new MalformedBodyError('empty');
  const parsed = parsedOf(text);
  if (parsed === null || Array.isArray(parsed) || typeof parsed !== 'object')
    throw new MalformedBodyError(Array.isArray(parsed) ? 'a list' : `${parsed}`);
  return parsed as Record<string, unknown>;
}

function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedBodyError('no JSON');
  }
}

/** Reads the whole body. One that is too large is read to its end all the same, so that it can be answered. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) throw new BodyTooLargeError(size, limit);
  return Buffer.concat(chunks);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  });
  response.end(text);
}

/** Whether the request carries this token; how long it takes tells nothing of it. */
export function isBearer({ headers }: IncomingMessage, token: string): boolean {
  const [given, wanted] = [Buffer.from(headers.authorization ?? ''), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
