import { describe, expect, it } from 'vitest';
import {
  count,
  endSign,
  entrySign,
  findingSigns,
  healthSigns,
  shortHash,
  statusSign,
} from '../../../../../console/ui/lib/words.ts';

describe('signs', () => {
  it('tell every health apart by shape, not only by colour', () => {
    const icons = Object.values(healthSigns).map(({ icon }) => icon);
    expect(new Set(icons).size).toBe(icons.length);
  });

  it('tell apart by shape what differs in colour', () => {
    for (const signs of [Object.values(findingSigns), Object.values(healthSigns)])
      for (const one of signs)
        for (const other of signs)
          if (one.tone !== other.tone) expect(one.icon, `${one.word}, ${other.word}`).not.toBe(other.icon);
  });

  it('show a promotion that takes votes as waiting for people', () => {
    expect(statusSign({ status: 'gated', takesVotes: true }).word).toBe('waits for approval');
    expect(statusSign({ status: 'gated', takesVotes: false }).word).toBe('at a gate');
  });

  it('show what the page does not know yet by its own word', () => {
    expect(endSign('rolled back')).toEqual({ word: 'rolled back', tone: 'bad', icon: 'cross' });
    expect(endSign('superseded').tone).toBe('calm');
    expect(entrySign('something-new')).toEqual({ word: 'something-new', tone: 'calm', icon: 'dot' });
  });
});

it('shortens commits and digests alike', () => {
  expect(shortHash('8c1d2e3f4a5b60718293')).toBe('8c1d2e3');
  expect(shortHash('sha256:4f53cda18c2b')).toBe('4f53cda');
});

it('counts with the right noun', () => {
  expect([count(0, 'vote'), count(1, 'vote'), count(2, 'vote')]).toEqual(['0 votes', '1 vote', '2 votes']);
});
