import { type Service, ServiceError } from '../../../../local/service.ts';

interface WireRequest {
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/**
 * Settings that make an SDK client talk to `service` in this process: its serializers, its error types and its
 * retries are the real ones, only the socket is left out.
 */
export function inProcess(service: Service) {
  return {
    endpoint: 'http://127.0.0.1:4566',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: WireRequest) => ({ response: await answer(service, request) }),
    },
  };
}

async function answer(service: Service, request: WireRequest) {
  const [target, name = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  const operation = service.operations[name];
  if (target !== service.target || !operation) return response(400, { __type: 'UnknownOperationException' });
  try {
    return response(200, await operation(JSON.parse(textOf(request.body))));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return response(error.status, { __type: error.code, message: error.message, ...error.fields });
  }
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array);
}

function response(statusCode: number, body: object) {
  return {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: new TextEncoder().encode(JSON.stringify(body)),
  };
}
