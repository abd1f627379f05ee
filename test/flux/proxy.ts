import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { request as ask, createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One attempt to deliver a report. */
export interface Delivery {
  readonly at: number;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** What the sender got. */
  readonly status: number;
}

export interface ReportProxy {
  readonly url: string;
  /** Of health reports, in the order of their answers. */
  readonly deliveries: readonly Delivery[];
  /** Answers 500 to every report about this object, which then goes nowhere, until what it returns is called. */
  lose(object: string): () => void;
  close(): Promise<void>;
}

/** The way from the agents to Towpath: keeps every report, one a line, and can be down. */
export async function startProxy(target: string, record: string): Promise<ReportProxy> {
  const deliveries: Delivery[] = [];
  const lost = new Set<string>();
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { method, url: path = '/', headers } = request;
    const isReport = path.startsWith('/v1/health/');
    const answered = (status: number) => {
      if (!isReport) return;
      const delivery = { at: Date.now(), path, headers, body: body.toString(), status };
      deliveries.push(delivery);
      appendFileSync(record, `${JSON.stringify(delivery)}\n`);
    };
    if (isReport && [...lost].some((object) => isAbout(body.toString(), object))) {
      answered(500);
      response.writeHead(500).end();
      return;
    }
    const passed = ask(new URL(path, target), {
      method,
      headers: { ...headers, host: new URL(target).host },
    });
    passed.once('error', () => response.destroy());
    passed.once('response', (answer) => {
      answered(answer.statusCode ?? 0);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliveries,
    lose(object) {
      lost.add(object);
      return () => void lost.delete(object);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** By name: no two objects of the suite share one. */
export const isAbout = (body: string, object: string): boolean => body.includes(`"name":"${object}"`);
