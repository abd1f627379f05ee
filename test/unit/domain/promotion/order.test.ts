import { describe, expect, it } from 'vitest';
import {
  compareForTurn,
  isBehind,
  newerIn,
  orderingTag,
  tagOf,
} from '../../../../src/domain/promotion/order.ts';
import { aDigest, aPipeline } from '../../../builders/pipeline.ts';
import { artifacts, ordering, shop } from './two-artifacts.ts';

const released = (...tags: readonly [string, string]) => ({
  tags: [],
  artifacts: artifacts.map(({ name, image }, index) => ({
    ...{ name, image, tag: tags[index] ?? '', digest: aDigest('a') },
  })),
});

describe('a release whose artifacts each have a tag of their own', () => {
  it('is called by all of them; under one tag, or of one artifact, by the tag', () => {
    expect(orderingTag(shop, released('1.0.0', 'main-7'))).toBe('frontend 1.0.0, backend main-7');
    const together = aPipeline({ artifacts, complete: 'same-tag' });
    expect(orderingTag(together, { ...released('1.0.0', '1.0.0'), tags: ['1.0.0', '1.0.1'] })).toBe('1.0.1');
  });

  it('is called by the tag of the first where git has a v before it', () => {
    const together = aPipeline({ artifacts, complete: 'same-tag' });
    const tags = ['1.0.0', 'v1.0.0'];
    expect(orderingTag(together, { ...released('1.0.0', 'v1.0.0'), tags })).toBe('1.0.0');
    expect(orderingTag(aPipeline(), { ...released('1.0.0', 'v1.0.0'), tags })).toBe('v1.0.0');
  });

  it('is behind another that is newer in any of them', () => {
    const [old, newer] = [ordering('1.9.0', 'main-9'), ordering('1.10.0', 'main-10')];
    const [ahead, aside] = [ordering('1.10.0', 'main-9'), ordering('1.9.0', 'main-10')];
    expect([isBehind(shop, old, newer), isBehind(shop, newer, old)]).toEqual([true, false]);
    expect([isBehind(shop, old, ahead), isBehind(shop, ahead, old)]).toEqual([true, false]);
    expect([isBehind(shop, aside, ahead), isBehind(shop, ahead, aside)]).toEqual([true, true]);
    expect([isBehind(shop, old, old), isBehind(undefined, old, newer)]).toEqual([false, false]);
  });

  it('is compared in what both have; a tag alone was that of the first artifact', () => {
    expect(isBehind(shop, ordering('1.0.0', 'main-1'), '0.9.0')).toBe(false);
    expect(isBehind(shop, ordering('1.0.0', 'main-1'), '1.1.0')).toBe(true);
    expect(isBehind(shop, 'backend main-1', 'frontend 7.0.0')).toBe(false);
    expect(isBehind(aPipeline({ artifacts: [] }), '1.0.0', '2.0.0')).toBe(false);
  });

  it('says in which artifact it is newer', () => {
    expect(newerIn(shop, ordering('1.0.0', 'main-9'), ordering('1.0.0', 'main-8'))).toBe(
      'backend main-9 is newer than main-8',
    );
    expect(newerIn(shop, ordering('1.0.0', 'main-9'), ordering('1.0.0', 'main-9'))).toBe(
      'frontend 1.0.0, backend main-9 is newer than frontend 1.0.0, backend main-9',
    );
    expect(newerIn(aPipeline(), '1.1.0', '1.0.0')).toBe('1.1.0 is newer than 1.0.0');
  });

  it('is written with the tag of each; one that all share may have changed since', () => {
    const one = { tag: '1.0.0' };
    expect(tagOf('1.0.1', one, [one, one])).toBe('1.0.1');
    expect(tagOf('v1.0.0', one, [one, { tag: 'v1.0.0' }])).toBe('1.0.0');
    expect(tagOf(ordering('1.0.0', '1.0.0'), one, [one, one])).toBe('1.0.0');
  });
});

it('releases take turns by the first artifact in which they differ', () => {
  const turn = (a: string, b: string) => Math.sign(compareForTurn(shop, a, b));
  expect(turn(ordering('1.0.0', 'main-1'), ordering('1.0.0', 'main-1'))).toBe(0);
  expect(turn(ordering('1.0.0', 'main-2'), ordering('1.0.0', 'main-1'))).toBe(1);
  expect(turn(ordering('1.0.0', 'main-2'), ordering('1.0.1', 'main-1'))).toBe(-1);
});
