import { receiveCanaryCall } from '../../src/app/receive-canary.ts';
import { receiveArgoReport, receiveFluxReport } from '../../src/app/receive-health.ts';
import { receiveSnapshot } from '../../src/app/receive-snapshot.ts';
import { isCanaryHook } from '../../src/domain/health/canary.ts';
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
  /** The last part of Flagger's addresses. */
  readonly hook: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

interface Answer {
  readonly status: 200 | 202 | 404 | 409;
  readonly message: string;
}

interface Way {
  readonly mostBytes: number;
  readonly receive: (request: Request) => Promise<Answer>;
}

const ACCEPTED = { status: 202, message: 'Accepted' } as const;

/** By the third part of the path: `/v1/health/<way>/<cluster>`, for Flagger with the type of the webhook after it. */
export const WAYS: Readonly<Record<string, Way>> = {
  flux: {
    mostBytes: REPORT_BYTES,
    async receive({ headers, ...report }) {
      await receiveFluxReport(ports, { ...report, signature: headers['x-signature'] });
      return ACCEPTED;
    },
  },
  argocd: {
    mostBytes: REPORT_BYTES,
    async receive({ headers, ...report }) {
      await receiveArgoReport(ports, { ...report, authorization: headers.authorization });
      return ACCEPTED;
    },
  },
  snapshot: {
    mostBytes: SNAPSHOT_BYTES,
    async receive({ headers, ...snapshot }) {
      await receiveSnapshot(ports, {
        ...snapshot,
        signature: headers['x-signature'],
        timestamp: headers['x-towpath-timestamp'],
        unpack: () => unpack(snapshot.body, headers['content-encoding']),
      });
      return ACCEPTED;
    },
  },
  flagger: {
    mostBytes: REPORT_BYTES,
    /** To Flagger any status above 202 is a no, 204 too; of 5xx it would say that we are broken. */
    async receive({ cluster, hook, body }) {
      if (!isCanaryHook(hook)) return { status: 404, message: `Towpath has no webhook "${hook}".` };
      const { isYes, sentence } = await receiveCanaryCall(ports, { cluster, hook, body });
      return { status: isYes ? 200 : 409, message: sentence };
    },
  },
};
