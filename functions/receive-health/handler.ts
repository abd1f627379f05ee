import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { RefusedError } from '../../src/app/errors.ts';
import { receiveFluxReport, UnauthenticatedError } from '../../src/app/receive-health.ts';
import { MalformedReportError } from '../../src/domain/health/flux-event.ts';
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
const MOST_BYTES = 256 * 1024;

/** Flux takes any 2xx as delivered, retries 429 and 5xx, and drops the report on any other 4xx. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (body.length > MOST_BYTES) return answer(413, `A health report has at most ${MOST_BYTES} bytes.`);
  try {
    const cluster = event.pathParameters?.cluster ?? '';
    await receiveFluxReport(ports, { cluster, body, signature: event.headers['x-signature'] });
    return answer(202, 'Accepted');
  } catch (error) {
    if (error instanceof UnauthenticatedError) return answer(401, error.message);
    if (error instanceof MalformedReportError || error instanceof RefusedError)
      return answer(400, error.message);
    throw error;
  }
}

const answer = (statusCode: number, message: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
});
