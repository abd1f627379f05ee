import { describe, expect, it } from 'vitest';
import { diffFile } from '../../../../src/domain/diff/file-diff.ts';
import {
  digestOfStage,
  digestOfWave,
  isLeftOf,
  type OverlayDiff,
} from '../../../../src/domain/diff/wave-diff.ts';

const changed = (path: string, before: string, after: string): OverlayDiff => ({
  overlay: path,
  file: diffFile({ path, before, after }),
});

describe('the digest of a wave', () => {
  const first = changed('a', 'head\nold\n', 'head\nnew\n');
  const second = changed('b', 'old\n', 'new\n');

  it('is of its changed lines, in whatever order the overlays are', () => {
    const digest = digestOfWave([first, second]);
    expect(digest).toMatch(/^[0-9a-f]{32}$/);
    expect(digestOfWave([second, first])).toBe(digest);
    expect(digestOfWave([changed('a', 'other head\nold\n', 'other head\nnew\n'), second])).toBe(digest);
  });

  it.each<[string, OverlayDiff[]]>([
    ['another line is removed', [changed('a', 'head\nolder\n', 'head\nnew\n'), second]],
    ['another line is added', [changed('a', 'head\nold\n', 'head\nnewer\n'), second]],
    ['another file is written', [changed('c', 'head\nold\n', 'head\nnew\n'), second]],
    ['one file less is written', [second]],
    ['one cannot be edited', [{ overlay: 'a', problem: 'no YAML' }, second]],
    ['nothing is left to do', []],
  ])('is another when %s', (_, diffs) => {
    expect(digestOfWave(diffs)).not.toBe(digestOfWave([first, second]));
  });

  it('does not depend on why an overlay cannot be edited', () => {
    const [one, other] = ['at c0ffee', 'at decaf'].map((problem) => [{ overlay: 'a', problem }]);
    expect(digestOfWave(one!)).toBe(digestOfWave(other!));
  });

  it('of more files than a commit takes tells what is left of it once some were written', () => {
    const all = Array.from({ length: 250 }, (_, index) => changed(`overlay-${index}`, 'old\n', 'new\n'));
    const digest = digestOfWave(all);
    for (const left of [all, all.slice(100), all.slice(200)])
      expect(isLeftOf(digestOfWave(left), digest)).toBe(true);
    for (const other of [all.slice(1), all.slice(150), all.slice(0, 200), [first], []])
      expect(isLeftOf(digestOfWave(other), digest)).toBe(false);
  });

  it('is one of those that the digest of the stage is made of', () => {
    const waves = [[first], [second]].map((overlays) => ({ digest: digestOfWave(overlays) }));
    const stage = digestOfStage(1, waves);
    expect(stage).toMatchObject({ wave: 1, waves: waves.map(({ digest }) => digest) });
    expect(digestOfStage(1, waves.toReversed()).digest).not.toBe(stage.digest);
  });
});
