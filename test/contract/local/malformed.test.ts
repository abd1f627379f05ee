import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../local/clock.ts';
import { createControl } from '../../../local/control.ts';
import { type LocalServer, startServer } from '../../../local/server.ts';
import { createCodeCommit } from '../../../local/services/codecommit/index.ts';
import { createSlack } from '../../../local/services/slack/index.ts';
import { temporaryFolder } from '../local-aws.ts';

let server: LocalServer;
let place: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  place = await temporaryFolder();
  const codecommit = await createCodeCommit({
    ...{ clock: systemClock, directory: place.folder, onReferenceChange: () => {} },
  });
  const slack = createSlack({
    ...{ clock: systemClock, signingSecret: 'secret', botToken: 'xoxb-1', team: 'T1', token: 'token' },
    ...{ users: [{ id: 'U1', name: 'alice' }], channels: ['C1'], endpoint: () => server.url },
  });
  const control = createControl({
    ...{ token: 'token', codecommit, agents: () => undefined },
    ...{ events: {} as never, streams: {} as never, ecr: {} as never },
  });
  const page = codecommit.page({ repository: 'fleet', token: 'token', actors: ['anna'] });
  const services = [codecommit];
  server = await startServer({ port: 0, services, http: [page, slack.handle, control] });
});
afterAll(async () => {
  await server.close();
  await place.remove();
});

const ROUTES = ['/codecommit/api/act', '/slack/act', '/local/events', '/local/images', '/local/tags'];
/** Each with what the answer says of it; a body of the right shape that lacks what the route needs has words of that route. */
const BODIES: readonly (readonly [body: string, said: string])[] = [
  ['', 'The body must be a JSON object; it is empty.'],
  ['{"kind":', 'The body must be a JSON object; it is no JSON.'],
  ['null', 'The body must be a JSON object; it is null.'],
  ['[]', 'The body must be a JSON object; it is a list.'],
  ['"act"', 'The body must be a JSON object; it is act.'],
  ['7', 'The body must be a JSON object; it is 7.'],
];

const post = async (route: string, body: string) => {
  const headers = { authorization: 'Bearer token' };
  const response = await fetch(`${server.url}${route}`, { method: 'POST', headers, body });
  return { status: response.status, message: ((await response.json()) as Error).message };
};

it.each(ROUTES.flatMap((route) => BODIES.map(([body, message]) => ({ route, body, message }))))(
  '$route answers $body with 400',
  async ({ route, body, message }) => {
    expect(await post(route, body)).toEqual({ status: 400, message });
  },
);

it.each([
  ['/codecommit/api/act', { kind: 'approve', as: 7 }, 409, 'as is empty.'],
  ['/codecommit/api/act', {}, 409, '"undefined" is nothing that one can do here.'],
  ['/slack/act', {}, 400, 'no act of a person'],
  ['/slack/act', { user: 'U1', kind: 'fly' }, 400, 'no act of a person: {"kind":"fly"}'],
  ['/slack/act', { user: 'U1', kind: 'command', channel: 'C1' }, 400, 'no act of a person'],
  ['/local/events', { source: 'a', 'detail-type': 'b', detail: null }, 400, 'An event needs source'],
  ['/local/images', { repository: 7 }, 400, 'repository must be a text; got 7.'],
  ['/local/tags', {}, 400, 'repository must be a text'],
])('%s answers %o with %i', async (route, body, status, message) => {
  expect(await post(route, JSON.stringify(body))).toMatchObject({
    status,
    message: expect.stringContaining(message),
  });
});
