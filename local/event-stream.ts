import type { ServerResponse } from 'node:http';
import { DEFAULT_BUS, type EventBridge } from './services/eventbridge/eventbridge.ts';

/** The events of a bus as server-sent events, one message each, for whoever listens on this machine. */
export interface EventStreams {
  open(response: ServerResponse, bus: string | null): void;
  /** Ends every stream, so that the server need not wait for those who listen. */
  close(): void;
}

/** Bytes that a listener may leave unread before it is dropped; it connects again and is none the worse. */
const MOST_UNREAD = 1024 * 1024;

export function createEventStreams(events: Pick<EventBridge, 'listen'>): EventStreams {
  const open = new Set<ServerResponse>();
  return {
    open(response, bus) {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      // A comment: it tells that the stream is open before there is any event.
      response.write(': open\n\n');
      open.add(response);
      const silence = events.listen(bus ?? DEFAULT_BUS, (event) => {
        if (response.writableLength > MOST_UNREAD) response.destroy();
        else response.write(`id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`);
      });
      response.once('close', () => {
        silence();
        open.delete(response);
      });
    },
    close() {
      for (const response of open) response.end();
    },
  };
}
