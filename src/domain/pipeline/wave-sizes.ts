/**
 * How many targets each wave has, all together `total`. A percentage is of all targets, rounded up; `rest` takes what is
 * left; the last size is used again until nothing is left. Sizes that nothing is left for make no wave.
 *
 * @param sizes as written, `1`, `25%` or `rest`; what is none of these is left out.
 */
export function waveSizes(sizes: readonly unknown[], total: number): number[] {
  const wanted = sizes.flatMap((size) => targetsIn(size, total) ?? []);
  const waves: number[] = [];
  let left = total;
  while (left > 0) {
    const size = Math.min(left, wanted[Math.min(waves.length, wanted.length - 1)] ?? left);
    waves.push(size);
    left -= size;
  }
  return waves;
}

function targetsIn(size: unknown, total: number): number | undefined {
  if (size === 'rest') return total;
  if (typeof size === 'number') return size >= 1 ? Math.floor(size) : undefined;
  const percent = typeof size === 'string' ? percentOf(size) : undefined;
  return percent ? Math.ceil((total * percent) / 100) : undefined;
}

/** 25 for `25%`. */
export function percentOf(text: string): number | undefined {
  const digits = /^(\d{1,3})%$/.exec(text)?.[1];
  return digits !== undefined && Number(digits) <= 100 ? Number(digits) : undefined;
}

/** How many of a wave's targets may fail: a percentage is rounded down, and one at least must not. */
export function unavailableOf(limit: number | string, size: number): number {
  const most = typeof limit === 'number' ? limit : Math.floor((size * (percentOf(limit) ?? 0)) / 100);
  return Math.max(0, Math.min(most, size - 1));
}
