import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentOf } from '../../../../src/domain/gates/local-time.ts';
import { at } from './context.ts';
import { timeline } from './slow-windows.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const read = (wall: string, timeZone: string) => new Date(momentOf(at(`${wall}Z`), timeZone)).toISOString();

describe('the moment at which clocks show a time', () => {
  it.each([
    ['2026-12-20T00:00', 'UTC', '2026-12-20T00:00:00.000Z'],
    ['2026-12-20T00:00', 'Europe/Berlin', '2026-12-19T23:00:00.000Z'],
    ['2026-07-01T09:30', 'Asia/Kolkata', '2026-07-01T04:00:00.000Z'],
    ['2027-01-01T00:00', 'Pacific/Kiritimati', '2026-12-31T10:00:00.000Z'],
  ])('%s in %s', (wall, timeZone, moment) => {
    expect(read(wall, timeZone)).toBe(moment);
  });

  it.each([
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z'],
    // The night begins with the gap, so the day begins at one.
    ['2026-04-24T00:00', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
    // A whole day that Samoa left out when it changed sides.
    ['2011-12-30T12:00', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ])('is the end of the gap if they jump over it: %s in %s', (wall, timeZone, moment) => {
    expect(read(wall, timeZone)).toBe(moment);
  });

  it.each([
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-11-01T01:00', 'America/New_York', '2026-11-01T05:00:00.000Z'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
  ])('is the first of the two if they show it twice: %s in %s', (wall, timeZone, moment) => {
    expect(read(wall, timeZone)).toBe(moment);
  });
});

describe.each([
  ['Europe/Berlin', '2026-03-29T01:00Z', '2026-10-25T01:00Z'],
  ['America/New_York', '2026-03-08T07:00Z', '2026-11-01T06:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z', '2026-04-04T15:00Z'],
])('in %s', (timeZone, ...edges) => {
  it.each(edges)('it is where walking through the minutes finds it, around %s', (edge) => {
    const from = at(edge) - 30 * HOUR;
    const { wall } = timeline(timeZone, from, at(edge) + 30 * HOUR);
    const [first] = wall;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 58 * 60 }), (minutes) => {
        const time = first! + minutes * MINUTE;
        const walked = wall.findIndex((shown) => shown >= time);
        expect(momentOf(time, timeZone)).toBe(from + walked * MINUTE);
      }),
    );
  });
});
