import { receiveArgoReport, receiveFluxReport } from '../../src/app/receive-health.ts';
import { receiveSnapshot } from '../../src/app/receive-snapshot.ts';
import {
  agentKeys,
  clock,
  configuration,
  health,
  ledger,
  log,
  repository,
  waits,
  workflow,
} from '../adapters.ts';
import { createPorts } from '../runtime.ts';
import { unpack } from './unpack.ts';

const ports = createPorts('receive-health', {
  agentKeys,
  clock,
  configuration,
  health,
  ledger,
  log,
  repository,
  waits,
  workflow,
});

/** Flux cuts messages at 39,000 characters; with escapes and metadata nothing honest comes near this. */
const REPORT_BYTES = 256 * 1024;
/** What Lambda takes in a request: 6 MB, a third of which is base64 where the body is compressed. */
const SNAPSHOT_BYTES = 6 * 1024 * 1024;

interface Request {
  readonly cluster: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

interface Way {
  readonly mostBytes: number;
  readonly receive: (request: Request) => Promise<void>;
}

/** By the third part of the path: `/v1/health/<way>/<cluster>`. */
export const WAYS: Readonly<Record<string, Way>> = {
  flux: {
    mostBytes: REPORT_BYTES,
    receive: ({ headers, ...report }) =>
      receiveFluxReport(ports, { ...report, signature: headers['x-signature'] }),
  },
  argocd: {
    mostBytes: REPORT_BYTES,
    receive: ({ headers, ...report }) =>
      receiveArgoReport(ports, { ...report, authorization: headers.authorization }),
  },
  snapshot: {
    mostBytes: SNAPSHOT_BYTES,
    receive: ({ headers, ...snapshot }) =>
      receiveSnapshot(ports, {
        ...snapshot,
        signature: headers['x-signature'],
        timestamp: headers['x-towpath-timestamp'],
        unpack: () => unpack(snapshot.body, headers['content-encoding']),
      }),
  },
};
