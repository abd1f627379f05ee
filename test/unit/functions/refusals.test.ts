import type { SQSEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as receiveSlack } from '../../../functions/receive-slack/handler.ts';
import { handler as syncPullRequests } from '../../../functions/sync-pull-requests/handler.ts';
import { handler as workChat } from '../../../functions/work-chat/handler.ts';
import { checkGates } from '../../../src/app/check-gates.ts';
import { failPromotion } from '../../../src/app/fail-promotion.ts';
import { promote } from '../../../src/app/promote.ts';
import { diffOfStage } from '../../../src/app/stage-diff.ts';
import type { Entry } from '../../../src/domain/ledger/entry.ts';
import { FLEET_LEDGER } from '../../../src/domain/promotion/stop.ts';
import { aDigest } from '../../builders/pipeline.ts';
import { active, anOverlay, overlayPath } from '../../fakes/fleet.ts';
import { pullRequestEvent } from '../../fakes/pull-requests.ts';
import { arnOf, aSlackFleet, ownEvent, pressOf, signedForm, TEAM } from '../../fakes/slack.ts';
import { of } from '../app/steps.ts';
import { world } from './world.ts';

vi.mock('../../../functions/runtime.ts', () => import('./world.ts'));

/** A release waits for two of alice (U1), bob and carol, who may vote by Slack and by the pull request. */
beforeEach(async () => {
  world.fakes = await aSlackFleet({ via: 'pull-request', notRequester: true });
  await proposed();
});

const DAY = 86_400_000;
/** The handler remembers of which hours it has told, as long as it is loaded: tests have an hour each. */
let hours = 0;
const anotherHour = () => {
  hours += 1;
  world.fakes.clock.advance(hours * 3_600_000);
};
const promotion = () => active(world.fakes, 'prod').id;
const entries = () => [FLEET_LEDGER, 'checkout'].flatMap((name) => world.fakes.ledger.entries(name));
const isRefusal = ({ type }: Entry) => type === 'vote-refused' || type === 'request-refused';

async function proposed(): Promise<void> {
  await checkGates(world.fakes.ports, of(world.fakes, 'prod'));
  await syncPullRequests(ownEvent('gates-closed', { promotion: promotion() }));
}

/** Does all the work that was queued since the last time, in order, each piece twice: the queue may. */
async function work(): Promise<void> {
  const { sent } = world.fakes.chatQueue;
  for (let next = sent.shift(); next !== undefined; next = sent.shift())
    for (let time = 0; time < 2; time += 1)
      await workChat({ Records: [{ body: JSON.stringify(next.work) }] } as SQSEvent);
}

interface Press {
  readonly user?: string;
  readonly team?: string;
  readonly seen?: object;
  readonly secret?: string;
}

/** A signed request of Slack, now, by which somebody approves what waits. */
function pressed({ user = 'U1', team = TEAM, seen, secret }: Press = {}) {
  const ballot = { promotion: promotion(), ...(seen && { seen }) };
  const how = { at: world.fakes.clock.now(), ...(secret && { secret }) };
  return signedForm(pressOf(user, 'towpath.approve', ballot, team), how);
}

type Request = ReturnType<typeof pressed>;

/** What the answer says; what is done later is told by chat. */
async function send(request: Request): Promise<string[]> {
  const { statusCode, body } = await receiveSlack(request);
  return statusCode === 200 ? [] : [`${statusCode} ${(JSON.parse(body ?? '') as Error).message}`];
}

/** @returns all that is said to whoever did it */
async function press(how: Press = {}): Promise<string[]> {
  const answered = await send(pressed(how));
  await work();
  return [...answered, ...world.fakes.chat.told.map(({ text }) => text)];
}

const settingsNow = async () => (await world.fakes.configuration.settings())!;

async function leaveGroup(): Promise<void> {
  const settings = await settingsNow();
  const groups = [{ name: 'release-managers', members: ['bob', 'carol'] }];
  await world.fakes.configuration.putSettings({ ...settings, groups });
}

interface VoteRefusal {
  readonly reason: string;
  readonly identity: string;
  readonly by: string;
}

/**
 * Each act, and what is said of it to whoever did it, and to the ledger: with which identity, and as whom. Of what nobody has
 * signed there is no vote, and no identity: what it has is an entry of the fleet, and its sender is told nothing.
 */
const REFUSED: readonly (readonly [
  what: string,
  act: () => Promise<readonly string[]>,
  said: string,
  refusal: VoteRefusal | { readonly because: 'forged' | 'stale' },
])[] = [
  [
    'self-approval',
    async () => {
      const { release } = active(world.fakes, 'prod');
      await failPromotion(world.fakes.ports, {
        ...of(world.fakes, 'prod'),
        error: 'GateRefused',
        cause: 'no',
      });
      await promote(world.fakes.ports, { release, stage: 'prod', person: 'alice' });
      return press();
    },
    'alice requested this promotion and may not vote on it',
    { reason: 'alice requested this promotion', identity: 'slack T1/U1', by: 'alice' },
  ],
  [
    'stale diff',
    async () => {
      const { digest, commit } = await diffOfStage(world.fakes.ports, active(world.fakes, 'prod'));
      world.fakes.repository.pushByHand({ [overlayPath('prod-eu-1')]: anOverlay('0.9.1', aDigest('9')) });
      return press({ seen: { digest, commit } });
    },
    'The diff of prod is not the one that you saw',
    { reason: 'is not the one that you saw', identity: 'slack T1/U1', by: 'alice' },
  ],
  [
    'expired',
    () => {
      world.fakes.clock.advance(8 * DAY);
      return press();
    },
    'approval expired',
    { reason: 'approval expired', identity: 'slack T1/U1', by: 'alice' },
  ],
  [
    'replayed Slack request (same signature twice), of which the first counts',
    async () => {
      const request = pressed();
      expect(await send(request)).toEqual([]);
      const said = [...(await send(request)), ...(await send(request))];
      await work();
      expect(active(world.fakes, 'prod').votes.map(({ person }) => person)).toEqual(['alice']);
      return said;
    },
    '409 This request came before.',
    { reason: 'it is a replay', identity: 'slack T1/U1', by: 'alice' },
  ],
  [
    'forged signature',
    () => {
      anotherHour();
      return press({ secret: 'guessed' });
    },
    '401 Unauthenticated',
    { because: 'forged' },
  ],
  [
    'signature of more than five minutes ago',
    async () => {
      anotherHour();
      const request = pressed();
      world.fakes.clock.advance(360_000);
      const said = await send(request);
      await work();
      return said;
    },
    '401 Unauthenticated',
    { because: 'stale' },
  ],
  [
    'wrong workspace',
    () => press({ team: 'T2' }),
    "This came from the workspace T2, which is not Towpath's.",
    { reason: 'This came from the workspace T2', identity: 'slack T2/U1', by: 'towpath' },
  ],
  [
    'unmapped user',
    () => press({ user: 'U9' }),
    'slack T1/U9 belongs to nobody in .towpath/settings.yaml',
    { reason: 'belongs to nobody', identity: 'slack T1/U9', by: 'towpath' },
  ],
  [
    'mapped, but in no group',
    async () => {
      const settings = await settingsNow();
      const people = settings.people.map((person) =>
        person.name === 'mallory' ? { ...person, slack: { team: TEAM, user: 'U4' } } : person,
      );
      await world.fakes.configuration.putSettings({ ...settings, people });
      return press({ user: 'U4' });
    },
    'mallory is not a member of release-managers',
    { reason: 'mallory is not a member of release-managers', identity: 'slack T1/U4', by: 'mallory' },
  ],
  [
    'removed member, after the request was taken and before it was worked on',
    async () => {
      await send(pressed());
      await leaveGroup();
      await work();
      return world.fakes.chat.told.map(({ text }) => text);
    },
    'alice is not a member of release-managers',
    { reason: 'alice is not a member of release-managers', identity: 'slack T1/U1', by: 'alice' },
  ],
  [
    "override of the pull request's rule",
    async () => {
      world.fakes.pullRequests.override('1', arnOf('alice'));
      const event = { event: 'pullRequestApprovalRuleOverridden', overrideStatus: 'OVERRIDE' };
      // Events of CodeCommit come more than once.
      for (let time = 0; time < 2; time += 1)
        await syncPullRequests(pullRequestEvent(`refs/heads/towpath/${promotion()}`, event));
      return world.fakes.pullRequests.get('1').comments;
    },
    'The rules of this pull request were set aside. That does not open the gate of Towpath.',
    {
      reason: 'setting the rules of pull request 1 aside opens no gate of Towpath',
      identity: `iam ${arnOf('alice')}`,
      by: 'alice',
    },
  ],
];

/** The one entry that says so: of the promotion's pipeline, or of the fleet where there is nothing that is known of it. */
function entryOf(refusal: VoteRefusal | { readonly because: string }): object {
  if ('because' in refusal)
    return {
      type: 'request-refused',
      pipeline: FLEET_LEDGER,
      via: 'slack',
      ...refusal,
      by: { kind: 'towpath' },
    };
  const { reason, identity, by } = refusal;
  return {
    ...{ type: 'vote-refused', pipeline: 'checkout', promotion: promotion(), stage: 'prod' },
    ...{ verdict: 'approve', identity, reason: expect.stringContaining(reason) },
    by: by === 'towpath' ? { kind: by } : { kind: 'person', name: by },
  };
}

describe('an approval that does not count is refused with its reason, and in the ledger once:', () => {
  it.each(REFUSED)('%s', async (_, act, said, refusal) => {
    expect(await act()).toContainEqual(expect.stringContaining(said));
    expect(entries().filter(isRefusal)).toEqual([expect.objectContaining(entryOf(refusal))]);
    expect((await checkGates(world.fakes.ports, of(world.fakes, 'prod'))).verdict).not.toBe('open');
  });

  it('and of what is forged the ledger has nothing that the sender chose', async () => {
    anotherHour();
    const before = active(world.fakes, 'prod');
    const came = new Date(world.fakes.clock.now()).toISOString();
    await press({ secret: 'guessed', user: 'U666' });
    expect(active(world.fakes, 'prod')).toEqual(before);
    const [entry] = entries().filter(isRefusal);
    const { pipeline, sequence, at, by, ...fact } = entry!;
    expect(fact).toEqual({ type: 'request-refused', via: 'slack', because: 'forged', first: came });
    expect(world.fakes.log.counts).toMatchObject({ SlackRequestRefused: 1 });
  });
});
