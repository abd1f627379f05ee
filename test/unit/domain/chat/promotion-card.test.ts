import { describe, expect, it } from 'vitest';
import { type CardFacts, promotionCard } from '../../../../src/domain/chat/promotion-card.ts';
import type { GateAnswer } from '../../../../src/domain/gates/answer.ts';
import type { Promotion } from '../../../../src/domain/promotion/state.ts';
import { aDigest, aStage, IMAGE } from '../../../builders/pipeline.ts';

const AT = '2026-11-20T12:00:00.000Z';
const closed: GateAnswer = {
  ...{ gate: 'approval', state: 'closed', sentence: '1 of 2 approvals' },
  until: '2026-11-27T12:00:00.000Z',
};
const promotion: Promotion = {
  ...{ id: 'checkout_prod_a_1', pipeline: 'checkout', stage: 'prod', release: 'checkout_a', tag: '1.1.0' },
  ...{ attempt: 1, definition: 'v1', requestedAt: AT, requestedBy: { kind: 'towpath' }, status: 'gated' },
  ...{ wave: 0, gates: [], commits: [], failing: {} },
  votes: [{ person: 'alice', verdict: 'approve', reason: 'fine', via: 'slack', at: AT }],
};
const facts = (more: Partial<CardFacts> = {}, of: Partial<Promotion> = {}): CardFacts => ({
  promotion: { ...promotion, ...of },
  stage: aStage('prod'),
  release: undefined,
  current: '1.0.0',
  gates: [closed, { gate: 'hold', state: 'open', sentence: 'not held' }],
  before: ['staging: passed'],
  diff: { digest: 'd', commit: 'c', lines: ['- newTag: 1.0.0'] },
  link: 'https://towpath/#/promotions/checkout_prod_a_1',
  ...more,
});

describe('the card of a promotion', () => {
  it('says everything that a voter needs, and takes votes on what it shows', () => {
    const artifacts = [{ name: 'checkout', image: IMAGE, tag: '1.1.0', digest: aDigest('a') }];
    const release = { id: 'r', pipeline: 'checkout', artifacts, tags: ['1.1.0'], createdAt: AT, passed: {} };
    expect(promotionCard(facts({ release }))).toEqual({
      summary: 'checkout 1.1.0 waits for approval in prod',
      heading: 'checkout 1.1.0 waits for approval in prod',
      facts: [
        { name: 'Release', text: 'checkout 1.1.0 (sha256:aaaaaaaaaaaa)' },
        { name: 'In the stage now', text: '1.0.0' },
        { name: 'Asked for by', text: 'Towpath, 2026-11-20 12:00 UTC' },
        { name: 'Expires', text: '2026-11-27 12:00 UTC' },
      ],
      lists: [
        { title: 'What changes', lines: ['- newTag: 1.0.0'] },
        { title: 'Stages before', lines: ['staging: passed'] },
        { title: 'Votes', lines: ['alice approved by slack, 2026-11-20 12:00 UTC: fine'] },
        { title: 'What is missing', lines: ['approval: 1 of 2 approvals'] },
      ],
      link: 'https://towpath/#/promotions/checkout_prod_a_1',
      ballot: { promotion: 'checkout_prod_a_1', seen: { digest: 'd', commit: 'c' } },
    });
  });

  it('without a diff takes votes on whatever it is', () => {
    const { diff: _, ...rest } = facts({ current: undefined });
    const card = promotionCard(rest);
    expect(card.ballot).toEqual({ promotion: 'checkout_prod_a_1' });
    expect(card.facts?.slice(0, 2)).toEqual([
      { name: 'Release', text: '1.1.0' },
      { name: 'In the stage now', text: 'nothing yet' },
    ]);
  });

  it.each<[Partial<Promotion>, GateAnswer[], string]>([
    [{ status: 'waiting' }, [], 'checkout 1.1.0 waits for prod'],
    [{ status: 'gated' }, [], 'checkout 1.1.0 is at the gates of prod'],
    [{ status: 'committing' }, [], 'checkout 1.1.0 is on its way into prod: wave 1 of 1'],
    [{ status: 'verifying' }, [], 'checkout 1.1.0 is on its way into prod: wave 1 of 1'],
    [{ status: 'promoted' }, [], 'checkout 1.1.0 is in prod'],
    [{ status: 'superseded', reason: '1.2.0' }, [], 'checkout 1.1.0 was superseded in prod'],
    [{ status: 'rejected', reason: 'no' }, [], 'checkout 1.1.0 was rejected in prod'],
    [{ status: 'failed', reason: 'no pods' }, [], 'checkout 1.1.0 was not promoted: it failed in prod'],
  ])('of %o takes no votes', (of, gates, heading) => {
    const card = promotionCard(facts({ gates }, of));
    expect(card).toMatchObject({ summary: heading, heading });
    expect(card).not.toHaveProperty('ballot');
    const why = card.lists?.find(({ title }) => title === 'Why')?.lines;
    expect(why).toEqual(of.reason === undefined ? undefined : [of.reason]);
  });

  it('tells a rejection from an approval', () => {
    const votes = [{ person: 'bob', verdict: 'reject', reason: '', via: 'cli', at: AT }] as const;
    expect(promotionCard(facts({}, { votes })).lists).toContainEqual({
      title: 'Votes',
      lines: ['bob rejected by cli, 2026-11-20 12:00 UTC'],
    });
  });
});
