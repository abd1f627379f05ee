import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowsAt } from '../../../../src/domain/gates/windows.ts';
import { at } from './context.ts';
import { cronText, type Field, paint, timeline } from './slow-windows.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const field = (text: string, ...values: number[]): Field => ({ text, values });
const range = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

const crons = fc.record({
  minute: fc.constantFrom(
    field('0', 0),
    field('30', 30),
    field('15,45', 15, 45),
    field('10-12', 10, 11, 12),
    field('*/20', ...range(0, 59, 20)),
    field('*', ...range(0, 59)),
  ),
  hour: fc.constantFrom(
    field('1', 1),
    field('2', 2),
    field('1,2', 1, 2),
    field('2-3', 2, 3),
    field('16', 16),
    field('*/2', ...range(0, 23, 2)),
    field('1-2/1', 1, 2),
    field('*', ...range(0, 23)),
  ),
  weekday: fc.constantFrom(field('*', ...range(0, 6)), field('SUN', 0), field('SAT,MON', 6, 1)),
});

describe.each([
  ['Europe/Berlin', '2026-03-29T01:00Z', '2026-10-25T01:00Z'],
  ['America/New_York', '2026-03-08T07:00Z', '2026-11-01T06:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z', '2026-04-04T15:00Z'], // by half an hour
])('in %s', (timeZone, ...edges) => {
  it.each(edges)('windows are where walking through the minutes finds them, around %s', (edge) => {
    const [from, to] = [at(edge) - 30 * HOUR, at(edge) + 30 * HOUR];
    const minutes = timeline(timeZone, from, to);
    const lengths = fc.oneof(fc.integer({ min: 1, max: 180 }), fc.integer({ min: 1, max: 1200 }));
    const offsets = fc.oneof(
      fc.integer({ min: -9 * HOUR, max: 6 * HOUR }),
      fc.integer({ min: -9 * 60, max: 6 * 60 }).map((minute) => minute * MINUTE),
    );
    fc.assert(
      fc.property(crons, lengths, offsets, (cron, length, offset) => {
        const now = at(edge) + offset;
        const inside = paint(minutes, cron, length);
        const here = Math.floor((now - from) / MINUTE);
        const found = windowsAt({ cron: cronText(cron), forMs: length * MINUTE, timeZone }, now);
        expect(found.inside).toBe(inside[here]);
        const { at: change, certain } = found.change!;
        const walked = inside.indexOf(!found.inside, here);
        if (!certain) expect(inside.slice(here, (change - from) / MINUTE)).not.toContain(false);
        else if (walked === -1) expect(change).toBeGreaterThanOrEqual(to);
        else expect(change).toBe(from + walked * MINUTE);
      }),
      { numRuns: 25 },
    );
  });
});
