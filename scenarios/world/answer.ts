import { type Service, ServiceError } from '../../local/service.ts';
import type { VirtualClock } from '../../local/virtual-clock.ts';
import type { WireRequest } from './transport.ts';

/** One request at a time, in the order in which they come: git and the table do not race each other. */
export function createTurns(clock: VirtualClock) {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(task: () => Promise<Result>): Promise<Result> => {
    const result = last.then(task);
    last = result.catch(() => {});
    return clock.track(result);
  };
}

/** What a local service says to a request of the SDK. */
export async function answer(
  services: readonly Service[],
  request: WireRequest,
  log: (line: string) => void,
) {
  const [target = '', operation = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  try {
    const run = services.find((service) => service.target === target)?.operations[operation];
    if (run === undefined)
      throw new ServiceError('UnknownOperationException', `${target}.${operation} is not emulated.`);
    return respond(200, await run(JSON.parse(textOf(request.body))));
  } catch (error) {
    if (error instanceof ServiceError)
      return respond(error.status, { __type: error.code, message: error.message, ...error.fields });
    log(`${target}.${operation} failed: ${error instanceof Error ? error.stack : error}`);
    return respond(500, { __type: 'InternalFailure', message: String(error) });
  }
}

export const textOf = (body: string | Uint8Array = '{}'): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body);

const respond = (statusCode: number, body: object) => ({
  statusCode,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: new TextEncoder().encode(JSON.stringify(body)),
});
