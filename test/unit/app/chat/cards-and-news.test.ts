import { beforeEach, describe, expect, it } from 'vitest';
import { castVote } from '../../../../src/app/cast-vote.ts';
import { doChatWork } from '../../../../src/app/chat/do-work.ts';
import { relayEvent } from '../../../../src/app/chat/relay-event.ts';
import { statusLines } from '../../../../src/app/chat/status-lines.ts';
import { checkGates } from '../../../../src/app/check-gates.ts';
import { failPromotion } from '../../../../src/app/fail-promotion.ts';
import { ChatRefusedError, type ChatWork } from '../../../../src/ports/chat.ts';
import { anApproval, aPipeline, aStage, aTarget } from '../../../builders/pipeline.ts';
import { active, aFleet, aService, push, report, settingsFor } from '../../../fakes/fleet.ts';
import { createFakes, type Fakes } from '../../../fakes/index.ts';
import { aSlackFleet, ownEvent } from '../../../fakes/slack.ts';
import { commit, of } from '../steps.ts';

const PAGE = 'https://towpath.example.com';
let fleet: Fakes;
beforeEach(async () => {
  fleet = await aSlackFleet();
});

const cards = () => fleet.chat.messages;
const show = (id = active(fleet, 'prod').id) =>
  doChatWork(fleet.ports, { kind: 'promotion', pipeline: 'checkout', promotion: id }, PAGE);
const tell = (news: Partial<ChatWork & { kind: 'news' }> = {}) =>
  doChatWork(
    fleet.ports,
    {
      kind: 'news',
      id: 'checkout#9',
      pipeline: 'checkout',
      text: 'checkout: it fails',
      alert: true,
      ...news,
    },
    PAGE,
  );
const vote = (person: string) =>
  castVote(fleet.ports, {
    ...{ pipeline: 'checkout', stage: 'prod', verdict: 'approve', reason: '', via: 'cli' },
    identity: { kind: 'local', person },
  });

describe('the card', () => {
  it('shows the diff that an approval is bound to, and links to the page', async () => {
    await show();
    const { message } = cards()[0]!;
    const diff = message.lists?.find(({ title }) => title === 'What changes')?.lines.join('\n');
    expect(diff).toContain('wave 1: apps/checkout/overlays/prod-eu-1/kustomization.yaml');
    expect(diff).toContain('- newTag: 0.9.0');
    expect(diff).toContain('+ newTag: 1.0.0');
    expect(message.link).toBe(`${PAGE}/#/promotions/${active(fleet, 'prod').id}`);
  });

  it('is posted once and then edited, whatever comes twice or late', async () => {
    await show();
    await show();
    expect(cards()).toMatchObject([{ updates: 0 }]);
    await vote('alice');
    await show();
    await show();
    expect(cards()).toMatchObject([{ updates: 1 }]);
    const { id } = active(fleet, 'prod');
    await vote('bob');
    await checkGates(fleet.ports, of(fleet, 'prod'));
    await show(id);
    expect(cards()).toMatchObject([{ message: { heading: expect.stringContaining('is on its way') } }]);
    expect(cards()[0]?.message.ballot).toBeUndefined();
    await failPromotion(fleet.ports, { ...of(fleet, 'prod'), error: 'Broken', cause: 'no pods' });
    await show(id);
    expect(cards()).toMatchObject([{ updates: 3, message: { heading: expect.stringContaining('failed') } }]);
  });

  it('that somebody deleted is posted again while it waits, and never after', async () => {
    await show();
    fleet.chat.delete(cards()[0]!.place);
    await vote('alice');
    await show();
    expect(cards()).toHaveLength(1);
    fleet.chat.delete(cards()[0]!.place);
    const { id } = active(fleet, 'prod');
    await failPromotion(fleet.ports, { ...of(fleet, 'prod'), error: 'Broken', cause: 'no pods' });
    await show(id);
    expect(cards()).toHaveLength(0);
  });

  it('is not posted for what waits for nobody, or is not there, or has no Slack', async () => {
    await show('checkout_prod_000000000000_1');
    const { slack: _, ...settings } = (await fleet.configuration.settings())!;
    await fleet.configuration.putSettings(settings);
    await show();
    await tell();
    expect(cards()).toEqual([]);
  });

  it('is posted by one at a time', async () => {
    await fleet.chatMemory.claim(active(fleet, 'prod').id, fleet.clock.now(), 0);
    await expect(show()).rejects.toThrow('Somebody else is posting');
    fleet.clock.advance(60_000);
    await show();
    expect(cards()).toHaveLength(1);
  });

  it('that was refused for certain is tried again at once, any other after a while', async () => {
    fleet.chat.refusal = new ChatRefusedError('Slack is busy', 30_000);
    await expect(show()).rejects.toThrow('Slack is busy');
    await show();
    expect(cards()).toHaveLength(1);
    fleet = await aSlackFleet();
    fleet.interruptions.interrupt('chat.post', 'after');
    await expect(show()).rejects.toThrow('interrupted');
    await expect(show()).rejects.toThrow('Somebody else is posting');
  });

  it('says how the stages before are, and how much more would change', async () => {
    const many = [Array.from({ length: 8 }, (_, index) => aTarget(`prod-${index}`))];
    const pipeline = aPipeline({
      stages: [
        aStage('dev', { waves: [[aTarget('dev-eu-1'), aTarget('dev-us-1')]] }),
        aStage('prod', { after: ['dev'], gates: [anApproval()], waves: many }),
      ],
    });
    fleet = await aFleet(pipeline);
    await fleet.configuration.putSettings({
      ...settingsFor(pipeline),
      slack: { team: 'T1', channel: 'C1', channels: [] },
    });
    const release = await push(fleet, '1.0.0', 'a');
    await commit(fleet, 'dev');
    await report(fleet, 'dev-eu-1');
    const { promote } = await import('../../../../src/app/promote.ts');
    const settings = (await fleet.configuration.settings())!;
    const overrides = [{ gate: 'after' as const, from: ['release-managers'] }];
    await fleet.configuration.putSettings({ ...settings, overrides });
    await promote(fleet.ports, {
      ...{ release, stage: 'prod', person: 'carol' },
      override: { gate: 'after', reason: 'urgent' },
    } as never);
    await show();
    const lists = cards()[0]?.message.lists ?? [];
    expect(lists.find(({ title }) => title === 'Stages before')?.lines).toEqual([
      'dev: has not passed 1.0.0; dev-us-1 silent',
    ]);
    expect(lists.find(({ title }) => title === 'What changes')?.lines.at(-1)).toBe('and 2 files more');
  });

  it('says what cannot be edited, and what needs no edit', async () => {
    const path = 'apps/checkout/overlays/prod-eu-1/kustomization.yaml';
    fleet.repository.pushByHand({ [path]: 'images: &a [*a]' });
    await show();
    const changes = () => cards()[0]?.message.lists?.find(({ title }) => title === 'What changes')?.lines;
    expect(changes()?.[0]).toContain('apps/checkout/overlays/prod-eu-1 cannot be edited');
  });
});

describe('news', () => {
  it('is told once, below the card of its promotion', async () => {
    await show();
    const promotion = active(fleet, 'prod').id;
    await tell({ promotion });
    await tell({ promotion });
    expect(cards()).toMatchObject([
      { place: { channel: 'C2', id: '1' } },
      { below: { channel: 'C2', id: '1' }, alert: true, message: { summary: 'checkout: it fails' } },
    ]);
  });

  it('of a promotion without a card makes the card, which is loud enough', async () => {
    const { id } = active(fleet, 'prod');
    await failPromotion(fleet.ports, { ...of(fleet, 'prod'), error: 'Broken', cause: 'no pods' });
    await tell({ promotion: id });
    expect(cards()).toMatchObject([
      { message: { heading: expect.stringContaining('failed') } },
      { alert: false },
    ]);
  });

  it('of nothing in particular goes to the channel of its pipeline or stage', async () => {
    await tell({ stage: 'prod' });
    await tell({ id: '_fleet#1', pipeline: '_fleet' });
    expect(cards().map(({ place }) => place.channel)).toEqual(['C2', 'C1']);
  });
});

describe('an event', () => {
  const works = () => fleet.chatQueue.sent.map(({ work, group }) => [work.kind, group]);
  const relay = (type: string, fact: object = {}) =>
    relayEvent(fleet.ports, ownEvent(type, { ...fact }).detail);

  it('of a promotion is about its card; what is news is told, too', async () => {
    await relay('wave-committed', { promotion: 'p', stage: 'prod' });
    expect(works()).toEqual([['promotion', 'p']]);
    await relay('promotion-failed', { promotion: 'p', stage: 'prod' });
    expect(works().slice(1)).toEqual([
      ['promotion', 'p'],
      ['news', 'p'],
    ]);
  });

  it('of a stop, a hold or a refused vote is what it is', async () => {
    await relay('stage-held', { stage: 'prod' });
    expect(fleet.chatQueue.sent[0]?.work).toMatchObject({ kind: 'news', stage: 'prod', alert: true });
    await relay('vote-refused', { promotion: 'p', stage: 'prod' });
    await relay('pipeline-defined');
    expect(works()).toEqual([['news', 'checkout']]);
  });
});

describe('the status', () => {
  it('of a large fleet is cut', async () => {
    fleet = await aFleet(...Array.from({ length: 70 }, (_, index) => aService(`service-${index}`)));
    const lines = await statusLines(fleet.ports, undefined);
    expect(lines).toHaveLength(61);
    expect(lines.at(-1)).toBe('and 10 lines more; name a pipeline to see it all');
  });

  it('of none is said, too', async () => {
    expect(await statusLines(createFakes().ports, undefined)).toEqual(['There is no pipeline yet.']);
  });
});
