import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyTooLargeError, type Handler, readBody, sendJson } from './http.ts';
import type { Meter } from './meter.ts';
import { type Caller, type Input, type Operation, type Service, ServiceError } from './service.ts';

/** Above every documented request limit of the emulated services; they check their own. */
const BODY_LIMIT = 32 * 1024 * 1024;

/**
 * The AWS JSON 1.0 and 1.1 protocols: `POST /` with `X-Amz-Target: <target>.<Operation>`.
 * Requests without that header are left to others.
 */
export function createAwsJson(
  services: readonly Service[],
  log: (line: string) => void,
  meter?: Meter,
): Handler {
  const byTarget = indexByTarget(services);
  return async (request, response) => {
    const target = request.headers['x-amz-target'];
    if (request.method !== 'POST' || request.url !== '/' || typeof target !== 'string') return false;
    const requestId = randomUUID();
    let input: Input = {};
    try {
      input = parseInput(await readBody(request, BODY_LIMIT));
      const result = await findOperation(byTarget, target)(input, callerOf(request));
      answer(request, response, requestId, 200, result);
      meter?.request({ ...parseTarget(target), input, answer: result });
    } catch (error) {
      const failure = asServiceError(error);
      if (failure.code === 'InternalFailure') log(`${target} failed (request ${requestId}): ${trace(error)}`);
      const body = { __type: failure.code, message: failure.message, ...failure.fields };
      answer(request, response, requestId, failure.status, body);
      meter?.request({ ...parseTarget(target), input, answer: body, failure: failure.code });
    }
    return true;
  };
}

function indexByTarget(services: readonly Service[]): ReadonlyMap<string, Service> {
  const byTarget = new Map(services.map((service) => [service.target, service]));
  if (byTarget.size === services.length) return byTarget;
  const targets = services.map((service) => service.target).join(', ');
  throw new Error(`Each service needs a target of its own; these were given: ${targets}.`);
}

function findOperation(byTarget: ReadonlyMap<string, Service>, target: string): Operation {
  const { service, operation: name } = parseTarget(target);
  const operations = byTarget.get(service)?.operations ?? {};
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation) return operation;
  throw new ServiceError(
    'UnknownOperationException',
    `${service.replace(/_V?\d+$/, '')}.${name} is not emulated by the local cloud.`,
  );
}

function parseTarget(target: string): { service: string; operation: string } {
  const dot = target.indexOf('.');
  return { service: target.slice(0, dot), operation: target.slice(dot + 1) };
}

function callerOf({ headers }: IncomingMessage): Caller {
  return { accessKeyId: /Credential=([^/,]+)/.exec(headers.authorization ?? '')?.[1] };
}

function parseInput(body: Buffer): Input {
  const text = body.toString('utf8');
  let input: unknown;
  try {
    input = text === '' ? {} : JSON.parse(text);
  } catch (cause) {
    throw new ServiceError('SerializationException', `The request body is not JSON: ${String(cause)}`, {
      cause,
    });
  }
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Input;
  throw new ServiceError('SerializationException', 'The request body is not a JSON object.');
}

function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof BodyTooLargeError) {
    return new ServiceError('RequestEntityTooLargeException', error.message, { status: 413, cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new ServiceError('InternalFailure', message, { status: 500, cause: error });
}

function trace(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  status: number,
  body: object,
): void {
  const is10 = request.headers['content-type']?.startsWith('application/x-amz-json-1.0');
  sendJson(response, status, body, {
    'content-type': `application/x-amz-json-1.${is10 ? 0 : 1}`,
    'x-amzn-requestid': requestId,
  });
}
