import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAwsJson } from './aws-json.ts';
import { type Handler, sendJson } from './http.ts';
import type { Meter } from './meter.ts';
import type { Service } from './service.ts';

export interface ServerOptions {
  /** 0 lets the operating system choose. */
  readonly port: number;
  readonly host?: string;
  readonly services: readonly Service[];
  /** Offered, in this order, whatever is not an AWS JSON request. */
  readonly http?: readonly Handler[];
  readonly log?: (line: string) => void;
  readonly meter?: Meter | undefined;
}

export interface LocalServer {
  readonly port: number;
  /** What `AWS_ENDPOINT_URL` must be. */
  readonly url: string;
  /** Ends open requests, then closes the services in the reverse of the order they were given in. */
  close(): Promise<void>;
}

export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';

  constructor(host: string, port: number, cause: unknown) {
    super(`Port ${port} on ${host} is taken: end what listens there, or choose another port.`, { cause });
  }
}

/** Longer than the SDK keeps an idle connection, so that no request meets a socket that is just closing. */
const KEEP_ALIVE_MS = 120_000;
const CLOSE_GRACE_MS = 2_000;
const LOCAL_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

export async function startServer(options: ServerOptions): Promise<LocalServer> {
  const { host = '127.0.0.1', services, log = console.error } = options;
  const handlers = [createAwsJson(services, log, options.meter), ...(options.http ?? [])];
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, (request, response) => {
    void serve(handlers, request, response, log);
  });
  const port = await listen(server, options.port, host);
  return {
    port,
    url: `http://${host}:${port}`,
    async close() {
      await stop(server);
      for (const service of [...services].reverse()) await service.close();
    },
  };
}

async function serve(
  handlers: readonly Handler[],
  request: IncomingMessage,
  response: ServerResponse,
  log: (line: string) => void,
): Promise<void> {
  try {
    if (!isLocal(request.headers.host)) {
      sendJson(response, 403, { message: `Host ${request.headers.host} is not this machine.` });
      return;
    }
    for (const handler of handlers) if (await handler(request, response)) return;
    sendJson(response, 404, { message: 'Not Found' });
  } catch (error) {
    log(`${request.method} ${request.url} failed: ${error instanceof Error ? error.stack : error}`);
    if (response.headersSent) response.destroy();
    else sendJson(response, 500, { message: 'Internal Server Error' });
  }
}

/** A web page may have its own name resolve to 127.0.0.1 (DNS rebinding); the Host header gives it away. */
function isLocal(host: string | undefined): boolean {
  return LOCAL_NAMES.has((host ?? '').toLowerCase().replace(/:\d+$/, ''));
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(host, port, error) : error);
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A connection that was busy when the server closed is kept alive after its answer, unless it is swept.
    const sweep = setInterval(() => server.closeIdleConnections(), 20);
    const deadline = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(deadline);
      resolve();
    });
  });
}
