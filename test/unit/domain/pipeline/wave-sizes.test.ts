import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unavailableOf, waveSizes } from '../../../../src/domain/pipeline/wave-sizes.ts';

describe('the sizes of waves', () => {
  it.each([
    [[1, '25%', 'rest'], 200, [1, 50, 149]],
    [[1, '25%'], 200, [1, 50, 50, 50, 49]],
    [['33%'], 10, [4, 4, 2]],
    [[1, '1%', 'rest'], 3, [1, 1, 1]],
    [[2, 5, 'rest'], 4, [2, 2]],
    [['7%', 'rest'], 200, [14, 186]],
    [['rest'], 0, []],
  ])('%j of %d', (sizes, total, waves) => {
    expect(waveSizes(sizes, total)).toEqual(waves);
  });

  it('are one wave as long as nothing else can be read', () => {
    expect(waveSizes(['half', 0, '0%', null], 7)).toEqual([7]);
  });

  it('leave no target out and take none twice, and none but the last is smaller than asked for', () => {
    const size = fc.oneof(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 100 }).map((percent) => `${percent}%`),
    );
    const sizes = fc.tuple(fc.array(size, { minLength: 1, maxLength: 5 }), fc.boolean());
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 300 }), ([first, isRest], total) => {
        const asked = isRest ? [...first, 'rest'] : first;
        const waves = waveSizes(asked, total);
        expect(waves.reduce((sum, wave) => sum + wave, 0)).toBe(total);
        for (const [index, wave] of waves.entries()) {
          expect(wave).toBeGreaterThan(0);
          const last = asked[Math.min(index, asked.length - 1)]!;
          if (index === waves.length - 1 || last === 'rest') continue;
          if (typeof last === 'number') expect(wave).toBe(last);
          else expect(isShare(wave, Number(last.slice(0, -1)), total)).toBe(true);
        }
      }),
    );
  });
});

/** The smallest whole number that is not less than the share. */
const isShare = (wave: number, percent: number, total: number): boolean =>
  wave * 100 >= total * percent && (wave - 1) * 100 < total * percent;

describe('how many targets of a wave may fail', () => {
  it.each([
    [0, 10, 0],
    [3, 10, 3],
    [3, 3, 2],
    [1, 1, 0],
    ['10%', 10, 1],
    ['10%', 9, 0],
    ['100%', 4, 3],
    ['29%', 100, 29],
  ])('%s of %d', (limit, size, most) => {
    expect(unavailableOf(limit, size)).toBe(most);
  });
});
