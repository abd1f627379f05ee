import { describe, expect, it } from 'vitest';
import { channelOf } from '../../../../src/domain/chat/channel-of.ts';
import { parseCommand } from '../../../../src/domain/chat/command.ts';
import { newsOf, subjectOf } from '../../../../src/domain/chat/news.ts';

describe('the channel', () => {
  const slack = {
    ...{ team: 'T1', channel: 'C1' },
    channels: [
      { pipeline: 'checkout', stage: 'prod', channel: 'C3' },
      { pipeline: 'checkout', channel: 'C2' },
      { pipeline: 'catalog', stage: 'prod', channel: 'C4' },
    ],
  };
  it.each([
    ['checkout', 'prod', 'C3'],
    ['checkout', 'dev', 'C2'],
    ['checkout', undefined, 'C2'],
    ['catalog', 'prod', 'C4'],
    ['catalog', 'dev', 'C1'],
    ['_fleet', undefined, 'C1'],
  ])('of %s %s is %s', (pipeline, stage, channel) => {
    expect(channelOf(slack, pipeline, stage)).toBe(channel);
  });
});

describe('a command', () => {
  it.each([
    ['status', { verb: 'status' }],
    [' status  checkout ', { verb: 'status', pipeline: 'checkout' }],
    ['approve checkout prod', { verb: 'approve', pipeline: 'checkout', stage: 'prod', reason: '' }],
    [
      'reject checkout prod  too  late',
      { verb: 'reject', pipeline: 'checkout', stage: 'prod', reason: 'too late' },
    ],
    ['hold checkout prod why', { verb: 'hold', pipeline: 'checkout', stage: 'prod', reason: 'why' }],
    ['', undefined],
    ['status checkout prod', undefined],
    ['approve', undefined],
    ['approve checkout', undefined],
    ['stop everything now', undefined],
  ])('%s', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });
});

describe('news', () => {
  it('is a failure, and no progress', () => {
    expect(newsOf({ type: 'promotion-failed' })).toBe('alert');
    expect(newsOf({ type: 'swept' })).toBe('note');
    expect(newsOf({ type: 'wave-committed' })).toBeUndefined();
  });

  it('is a rollback, and no other request', () => {
    expect(newsOf({ type: 'promotion-requested' })).toBeUndefined();
    expect(newsOf({ type: 'promotion-requested', rollback: { overlays: [] } })).toBe('alert');
  });

  it('of stops is about Towpath', () => {
    expect([subjectOf('_fleet'), subjectOf('checkout')]).toEqual(['Towpath', 'checkout']);
  });
});
