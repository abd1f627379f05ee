const DAY = 86_400_000;

/**
 * The first moment at which clocks in the zone show `wall`, or have just jumped over it. So a time that the clocks skip
 * is the first moment after the gap, and one that they show twice is the first of the two: as for the starts of windows.
 *
 * @param wall what the clocks show, in milliseconds as if it were UTC; whole seconds.
 */
export function momentOf(wall: number, timeZone: string): number {
  const shownAt = clockOf(timeZone);
  const candidates = [wall - DAY, wall + DAY].map((near) => wall - (shownAt(near) - near));
  const exact = candidates.filter((moment) => shownAt(moment) === wall);
  return exact.length > 0 ? Math.min(...exact) : endOfGap(shownAt, wall, candidates);
}

/** The clocks jump over `wall` somewhere between the candidates: the earlier one is before it, the later one after it. */
function endOfGap(shownAt: (time: number) => number, wall: number, candidates: readonly number[]): number {
  let before = Math.min(...candidates);
  let after = Math.max(...candidates);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (shownAt(middle) > wall) after = middle;
    else before = middle;
  }
  return after;
}

/** What clocks in the zone show at a time, to the second, as if it were UTC. */
function clockOf(timeZone: string): (time: number) => number {
  // Swedish dates are ISO dates.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (time) => Date.parse(`${format.format(time).replace(' ', 'T')}Z`);
}
