import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { UnauthenticatedError } from '../../src/app/authenticate-cluster.ts';
import { RefusedError } from '../../src/app/errors.ts';
import { traced } from '../../src/aws/tracer.ts';
import { MalformedReportError } from '../../src/domain/health/read-report.ts';
import { WAYS } from './ways.ts';

export const handler = traced(handle);

/** Agents take any 2xx as delivered and drop the report on a 4xx; Flux retries 429 and 5xx, Argo CD everything. */
async function handle(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const way = WAYS[event.rawPath.split('/')[3] ?? ''];
  if (way === undefined) return answer(404, 'There is no such way in.');
  if (body.length > way.mostBytes) return answer(413, `This takes at most ${way.mostBytes} bytes.`);
  try {
    const { cluster = '', hook = '' } = event.pathParameters ?? {};
    const { status, message } = await way.receive({ cluster, hook, body, headers: event.headers });
    return answer(status, message);
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
