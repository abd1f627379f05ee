import type { SQSEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as receiveSlack } from '../../../functions/receive-slack/handler.ts';
import { handler as relayEvents } from '../../../functions/relay-events/handler.ts';
import { handler as workChat } from '../../../functions/work-chat/handler.ts';
import { castVote } from '../../../src/app/cast-vote.ts';
import { failPromotion } from '../../../src/app/fail-promotion.ts';
import { active } from '../../fakes/fleet.ts';
import { answerOf, aSlackFleet, NOON, ownEvent, pressOf, signedForm, TEAM } from '../../fakes/slack.ts';
import { of } from '../app/steps.ts';
import { world } from './world.ts';

vi.mock('../../../functions/runtime.ts', () => import('./world.ts'));

beforeEach(async () => {
  world.fakes = await aSlackFleet();
});

const promotion = () => active(world.fakes, 'prod').id;
const ballot = () => ({ promotion: promotion() });
const press = (user: string, action = 'approve', team = TEAM) =>
  receiveSlack(signedForm(pressOf(user, `towpath.${action}`, ballot(), team)));
const entries = () => world.fakes.ledger.entries('checkout');
const told = () => world.fakes.chat.told.map(({ text }) => text);

/** Does all the work that was queued since the last time, in order. */
async function work(): Promise<void> {
  const { sent } = world.fakes.chatQueue;
  for (let next = sent.shift(); next !== undefined; next = sent.shift())
    await workChat({ Records: [{ body: JSON.stringify(next.work) }] } as SQSEvent);
}

describe('a button', () => {
  it('approves, as the command line does', async () => {
    expect(await press('U1')).toEqual({ statusCode: 200, body: '' });
    await work();
    await castVote(world.fakes.ports, {
      ...{ pipeline: 'checkout', stage: 'prod', verdict: 'approve', reason: '', via: 'cli' },
      identity: { kind: 'local', person: 'bob' },
    });
    const [bySlack, byCli] = entries().filter(({ type }) => type === 'vote-cast');
    expect(bySlack).toMatchObject({ by: { name: 'alice' }, via: 'slack', identity: 'slack T1/U1' });
    expect(byCli).toMatchObject({ by: { name: 'bob' }, via: 'cli', identity: 'local bob' });
    const { request, ...same } = bySlack as { request?: string };
    expect(request).toMatch(/^v0=/);
    expect(Object.keys(same).sort()).toEqual(Object.keys(byCli ?? {}).sort());
    expect(told()).toEqual([]);
  });

  it('asks for the reason of a rejection, and takes no empty one', async () => {
    await press('U2', 'reject');
    expect(world.fakes.chat.asked).toMatchObject([{ trigger: 'trigger', ballot: ballot() }]);
    const empty = await receiveSlack(signedForm(answerOf('U2', ballot(), ' ')));
    expect(JSON.parse(empty.body ?? '')).toEqual({
      response_action: 'errors',
      errors: { reason: 'Say why.' },
    });
    await receiveSlack(signedForm(answerOf('U2', ballot(), 'not today')));
    await work();
    expect(active(world.fakes, 'prod').votes).toMatchObject([{ verdict: 'reject', reason: 'not today' }]);
  });

  it('of a link, and whatever else needs nothing, is answered', async () => {
    expect(await press('U1', 'details')).toMatchObject({ statusCode: 200 });
    expect(await receiveSlack(signedForm({ type: 'shortcut' }))).toMatchObject({ statusCode: 200 });
    expect(world.fakes.chatQueue.sent).toEqual([]);
  });

  it.each([
    ['whom nobody knows', 'U9', TEAM, 'slack T1/U9 belongs to nobody'],
    ['of another workspace', 'U1', 'T2', "This came from the workspace T2, which is not Towpath's."],
  ])(
    'pressed by somebody %s does nothing but say so, alone, and is in the ledger',
    async (_, user, team, why) => {
      await press(user, 'approve', team);
      await work();
      expect(told()).toEqual([expect.stringContaining(why)]);
      expect(world.fakes.chat.told[0]?.to).toMatchObject({ user, channel: 'C2' });
      expect(entries().at(-1)).toMatchObject({
        ...{ type: 'vote-refused', via: 'slack', identity: `slack ${team}/${user}` },
        reason: expect.stringContaining(why),
      });
    },
  );

  it('pressed by the requester is refused', async () => {
    world.fakes.ledger.tamper('checkout', (state) => {
      const [id, requestedBy] = [promotion(), { kind: 'person', name: 'alice' } as const];
      return {
        ...state,
        promotions: { ...state.promotions, [id]: { ...state.promotions[id]!, requestedBy } },
      };
    });
    await press('U1');
    await work();
    expect(told()).toEqual(['alice requested this promotion and may not vote on it']);
  });

  it('of a card that shows another diff is refused, and the card is brought up to date', async () => {
    const seen = { digest: 'old', commit: 'c0ffee' };
    await receiveSlack(signedForm(pressOf('U1', 'towpath.approve', { ...ballot(), seen })));
    await work();
    expect(told()).toEqual([expect.stringContaining('The diff of prod is not the one that you saw')]);
    expect(world.fakes.chat.messages).toHaveLength(1);
    expect(world.fakes.chat.messages[0]?.message.ballot?.seen?.digest).not.toBe('old');
  });

  it('of an old card says what became of it', async () => {
    const old = pressOf('U1', 'towpath.approve', ballot());
    await failPromotion(world.fakes.ports, { ...of(world.fakes, 'prod'), error: 'GateRefused', cause: 'no' });
    await receiveSlack(signedForm(old));
    await receiveSlack(signedForm(pressOf('U1', 'towpath.approve', { promotion: 'checkout_prod_0_1' })));
    await work();
    expect(told()).toEqual([
      '1.0.0 is no longer on its way to prod of checkout: it is rejected (no).',
      'There is no promotion checkout_prod_0_1 any more.',
    ]);
  });

  it('counts once when its work comes twice', async () => {
    await press('U1');
    const [first] = world.fakes.chatQueue.sent;
    await work();
    await workChat({ Records: [{ body: JSON.stringify(first?.work) }] } as SQSEvent);
    expect(active(world.fakes, 'prod').votes).toHaveLength(1);
    expect(entries().filter(({ type }) => type === 'vote-refused')).toEqual([]);
    expect(told()).toEqual([]);
  });
});

describe('a request', () => {
  it('that comes twice is a replay: refused, and recorded once', async () => {
    const request = signedForm(pressOf('U1', 'towpath.approve', ballot()));
    expect(await receiveSlack(request)).toMatchObject({ statusCode: 200 });
    await work();
    for (let time = 0; time < 3; time += 1)
      expect(await receiveSlack(request)).toMatchObject({ statusCode: 409 });
    await work();
    expect(active(world.fakes, 'prod').votes).toHaveLength(1);
    expect(entries().filter(({ type }) => type === 'vote-refused')).toMatchObject([
      { reason: 'The same signed request came before: it is a replay.', identity: 'slack T1/U1' },
    ]);
    expect(told()).toEqual([]);
    const asking = signedForm(pressOf('U1', 'towpath.reject', ballot()));
    await receiveSlack(asking);
    expect(await receiveSlack(asking)).toMatchObject({ statusCode: 409 });
    expect(world.fakes.chat.asked).toHaveLength(1);
  });

  it.each([
    ['forged', { secret: 'guessed' }],
    ['six minutes old', { at: NOON - 360_000 }],
    ['six minutes early', { at: NOON + 360_000 }],
  ])('that is %s is counted, and noted by the queue alone', async (_, how) => {
    const before = world.fakes.interruptions.calls.length;
    const answer = await receiveSlack(signedForm(pressOf('U1', 'towpath.approve', ballot()), how));
    expect(answer).toMatchObject({ statusCode: 401 });
    expect(world.fakes.log.counts).toMatchObject({ SlackRequestRefused: 1 });
    const calls = new Set(world.fakes.interruptions.calls.slice(before));
    calls.delete('chatQueue.send');
    expect([...calls]).toEqual(['chatSecrets.read']);
    expect(world.fakes.chatQueue.sent.filter(({ work: { kind } }) => kind !== 'refused-request')).toEqual([]);
  });

  it('that is signed and makes no sense is refused', async () => {
    const broken = signedForm({ type: 'block_actions', user: {} });
    expect(await receiveSlack(broken)).toMatchObject({ statusCode: 400 });
    const noBody = { ...broken, body: undefined, isBase64Encoded: false };
    expect(await receiveSlack(noBody as never)).toMatchObject({ statusCode: 401 });
    const long = signedForm({ text: 'x'.repeat(1024 * 1024) }, { path: '/v1/slack/commands' });
    expect(await receiveSlack(long)).toMatchObject({ statusCode: 413 });
  });

  it('that fails inside is tried again by the person', async () => {
    world.fakes.interruptions.interrupt('chatQueue.send', 'before');
    await expect(press('U1')).rejects.toThrow('interrupted');
  });

  it('is answered before Slack is set up', async () => {
    world.fakes.chatSecrets.secrets = undefined;
    expect(await press('U1')).toMatchObject({ statusCode: 503 });
  });
});

describe('the slash command', () => {
  async function type(text: string, user = 'U1', team = TEAM): Promise<string | undefined> {
    const form = { team_id: team, user_id: user, text, channel_id: 'C2', command: '/towpath' };
    await receiveSlack(signedForm(form, { path: '/v1/slack/commands' }));
    await work();
    return told().at(-1);
  }

  it('approves, rejects and holds', async () => {
    expect(await type('approve checkout prod  looks good')).toBe('Recorded: approve prod of checkout.');
    expect(await type('hold checkout prod incident 42')).toBe('Recorded: hold prod of checkout.');
    expect(await type('reject checkout prod no', 'U2')).toBe('Recorded: reject prod of checkout.');
    const { stages } = world.fakes.ledger.state('checkout');
    expect(stages.prod?.hold).toMatchObject({ by: { name: 'alice' }, reason: 'incident 42' });
    expect(active(world.fakes, 'prod').votes.map(({ reason }) => reason)).toEqual(['looks good', 'no']);
  });

  it('says where releases are', async () => {
    expect(await type('status')).toBe('checkout prod: nothing yet; 1.0.0 passes the gates of prod');
    expect(await type('status checkout')).toContain('checkout prod');
    expect(await type('status moon')).toContain('There is no pipeline moon');
    await type('hold checkout prod incident');
    await failPromotion(world.fakes.ports, { ...of(world.fakes, 'prod'), error: 'Broken', cause: 'no pods' });
    expect(await type('status')).toBe(
      'checkout prod: nothing yet; on hold (1.0.0 failed: no pods); 1.0.0 failed: no pods',
    );
  });

  it.each([
    ['dance', 'U1', TEAM, '/towpath status [pipeline]'],
    ['hold checkout prod', 'U1', TEAM, 'Say why'],
    ['hold checkout prod why', 'U9', TEAM, 'slack T1/U9 belongs to nobody'],
    ['status', 'U9', TEAM, 'slack T1/U9 belongs to nobody'],
    ['status', 'U1', 'T2', 'This came from the workspace T2'],
    ['approve checkout prod', 'U1', 'T2', 'This came from the workspace T2'],
    ['reject checkout prod', 'U1', TEAM, 'A rejection needs a reason.'],
  ])('%s by %s of %s is answered with %s', async (text, user, team, why) => {
    expect(await type(text, user, team)).toContain(why);
    expect(active(world.fakes, 'prod').votes).toEqual([]);
  });

  it('lets Slack look at the certificate', async () => {
    const check = signedForm({ ssl_check: '1' }, { path: '/v1/slack/commands' });
    expect(await receiveSlack(check)).toMatchObject({ statusCode: 200 });
  });

  it('is done although nobody can be told', async () => {
    world.fakes.chat.isMute = true;
    await type('hold checkout prod incident');
    expect(world.fakes.ledger.state('checkout').stages.prod?.hold).toBeDefined();
    expect(world.fakes.log.lines.at(-1)).toMatchObject({ message: 'Somebody could not be told' });
  });

  it('fails, and so comes again, when something else went wrong', async () => {
    world.fakes.interruptions.interrupt('ledger.append', 'before');
    await expect(type('hold checkout prod incident')).rejects.toThrow('interrupted');
  });
});

describe('an event of the own bus', () => {
  it('makes the card of what waits for people, whichever event it was', async () => {
    await relayEvents(ownEvent('stage-acquired', { promotion: promotion(), stage: 'prod' }));
    await work();
    expect(world.fakes.chat.messages).toMatchObject([
      { place: { channel: 'C2' }, message: { heading: 'checkout 1.0.0 waits for approval in prod' } },
    ]);
  });

  it('of another shape is put aside', async () => {
    await relayEvents({ detail: {} });
    expect(world.fakes.deadLetters.letters).toHaveLength(1);
  });

  it('is nothing where Slack is not set up in settings', async () => {
    const { slack: _, ...settings } = (await world.fakes.configuration.settings())!;
    await world.fakes.configuration.putSettings(settings);
    await relayEvents(ownEvent('stopped'));
    expect(world.fakes.chatQueue.sent).toEqual([]);
    await press('U1');
    await work();
    expect(told()).toEqual(['Slack is not set up in .towpath/settings.yaml (spec.slack).']);
  });
});
