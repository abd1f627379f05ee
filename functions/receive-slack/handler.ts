import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createRefusalNotes } from '../../src/app/chat/note-refused-request.ts';
import { takeChatRequest } from '../../src/app/chat/take-request.ts';
import { traced } from '../../src/aws/tracer.ts';
import { METRICS } from '../../src/contract.ts';
import { REJECTION } from '../../src/slack/blocks.ts';
import { MalformedSlackRequestError, readCommand, readInteraction } from '../../src/slack/request.ts';
import { verifySlackSignature } from '../../src/slack/signature.ts';
import { chat, chatMemory, chatQueue, chatSecrets, clock, log } from '../adapters.ts';
import { createPorts } from '../runtime.ts';

const ports = createPorts('receive-slack', { chat, chatMemory, chatQueue, chatSecrets, clock, log });
const noteRefused = createRefusalNotes(ports);

/** A message with every block at its longest, as a form, is well below it. */
const MOST_BYTES = 1024 * 1024;

type Answer = APIGatewayProxyStructuredResultV2;

export const handler = traced(handle);

/** Answers before anything is decided: Slack waits for three seconds, and shows the person an error after them. */
async function handle(event: APIGatewayProxyEventV2): Promise<Answer> {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (body.length > MOST_BYTES) return answer(413, { message: `This takes at most ${MOST_BYTES} bytes.` });
  const secrets = await ports.chatSecrets.read();
  if (secrets === undefined) return answer(503, { message: 'Slack is not set up (docs/approvals.md).' });
  const { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature = '' } = event.headers;
  const signed = { body, timestamp, signature };
  const verdict = verifySlackSignature(signed, secrets.signingSecret, ports.clock.now());
  if (verdict !== 'valid') return refuse(verdict);
  const isCommand = event.requestContext.http.path.endsWith('/commands');
  try {
    const request = (isCommand ? readCommand : readInteraction)(body.toString('utf8'), signature);
    if (request.kind === 'none') return answer(200);
    if (request.kind === 'no-reason')
      return answer(200, { response_action: 'errors', errors: { [REJECTION.block]: 'Say why.' } });
    const taken = await takeChatRequest(ports, request);
    return taken === 'taken' ? answer(200) : answer(409, { message: 'This request came before.' });
  } catch (error) {
    if (!(error instanceof MalformedSlackRequestError)) throw error;
    ports.log.warn('A signed request of Slack that is not understood', { reason: error.message });
    return answer(400, { message: error.message });
  }
}

/** Anybody can send these: they are counted, and the first of an hour is kept (docs/decisions/0079). */
async function refuse(verdict: 'stale' | 'forged'): Promise<Answer> {
  ports.log.count(METRICS.slackRequestRefused);
  ports.log.warn('A request that Slack has not signed, or not just now', { verdict });
  await noteRefused(verdict);
  return answer(401, { message: 'Unauthenticated' });
}

const answer = (statusCode: number, body?: object): Answer =>
  body === undefined
    ? { statusCode, body: '' }
    : { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
