import { createHmac } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ApprovalGate } from '../../src/domain/pipeline/types.ts';
import { anApproval, aPipeline, aStage } from '../builders/pipeline.ts';
import { aFleet, push, settingsFor } from './fleet.ts';
import type { Fakes } from './index.ts';

export const TEAM = 'T1';
/** alice, bob and carol are U1 to U3; mallory is nobody's. */
const MEMBERS: Readonly<Record<string, string>> = { alice: 'U1', bob: 'U2', carol: 'U3' };
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';

export const arnOf = (name: string): string => `arn:aws:iam::111122223333:user/${name}`;

/** A release waits for two approvals in prod, and Slack is set up. Everybody is the IAM user of the same name. */
export async function aSlackFleet(gate: Partial<ApprovalGate> = {}): Promise<Fakes> {
  const gates = [anApproval({ quorum: 2, ...gate })];
  const pipeline = aPipeline({ stages: [aStage('prod', { gates })] });
  const fakes = await aFleet(pipeline);
  const settings = settingsFor(pipeline);
  await fakes.configuration.putSettings({
    ...settings,
    people: settings.people.map((somebody) => {
      const person = { ...somebody, arns: [arnOf(somebody.name)] };
      const user = MEMBERS[person.name];
      return user === undefined ? person : { ...person, slack: { team: TEAM, user } };
    }),
    slack: { team: TEAM, channel: 'C1', channels: [{ pipeline: 'checkout', stage: 'prod', channel: 'C2' }] },
  });
  await push(fakes, '1.0.0', 'a');
  return fakes;
}

/** An event of Towpath's own bus, as far as it is looked at. */
export const ownEvent = (
  type: string,
  fact: Readonly<Record<string, unknown>> = {},
  id = `checkout#${type}`,
) => ({
  detail: { id, pipeline: 'checkout', sentence: `about ${type}`, fact: { type, ...fact } },
});

/** What Slack sends when somebody presses a button. */
export const pressOf = (user: string, action: string, ballot: object, team = TEAM) => ({
  type: 'block_actions',
  ...{ user: { id: user, username: user, team_id: team }, team: { id: team, domain: 'shop' } },
  ...{ trigger_id: 'trigger', response_url: 'https://hooks.slack.com/actions/1', channel: { id: 'C2' } },
  actions: [{ action_id: action, value: JSON.stringify(ballot), type: 'button' }],
});

/** What Slack sends when somebody answers the question for a reason. */
export const answerOf = (user: string, ballot: object, reason: string) => ({
  type: 'view_submission',
  ...{ user: { id: user, team_id: TEAM }, team: { id: TEAM } },
  view: {
    callback_id: 'towpath.rejection',
    private_metadata: JSON.stringify({ ballot, reply: { user, channel: 'C2' } }),
    state: { values: { reason: { text: { type: 'plain_text_input', value: reason } } } },
  },
});

interface Sending {
  readonly path?: string;
  readonly at?: number;
  readonly secret?: string;
}

export const NOON = Date.parse('2026-11-20T12:00:00Z');
let nonce = 0;

/** A form as API Gateway hands it over, signed; no two are the same. */
export function signedForm(payload: object, { path, at = NOON, secret = SECRET }: Sending = {}) {
  nonce += 1;
  const fields =
    path === undefined ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>);
  const body = new URLSearchParams({ ...fields, nonce: String(nonce) }).toString();
  const timestamp = String(Math.floor(at / 1000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
    headers: { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` },
    requestContext: { http: { path: path ?? '/v1/slack/interactions' } },
  } as unknown as APIGatewayProxyEventV2;
}
