import { describe, expect, it } from 'vitest';
import { Harness, machine, run } from './harness.ts';

describe('a Wait state', () => {
  it.each<[string, object, unknown, string]>([
    ['Seconds', { Seconds: 90 }, {}, '2026-01-01T00:01:30.000Z'],
    ['SecondsPath', { SecondsPath: '$.s' }, { s: 3600 }, '2026-01-01T01:00:00.000Z'],
    ['Timestamp', { Timestamp: '2026-02-01T00:00:00Z' }, {}, '2026-02-01T00:00:00.000Z'],
    [
      'TimestampPath',
      { TimestampPath: '$.t' },
      { t: '2026-01-01T02:00:00+01:00' },
      '2026-01-01T01:00:00.000Z',
    ],
    ['a time that has passed', { Timestamp: '2020-01-01T00:00:00Z' }, {}, '2026-01-01T00:00:00.000Z'],
    ['no seconds', { Seconds: 0 }, {}, '2026-01-01T00:00:00.000Z'],
  ])('waits for %s', async (_, state, input, end) => {
    const harness = new Harness();
    const result = await harness.run(machine({ W: { Type: 'Wait', ...state } }), input);
    expect(result).toEqual({ status: 'SUCCEEDED', output: input });
    expect(new Date(harness.clock.now()).toISOString()).toBe(end);
  });

  it.each<[string, object, unknown]>([
    ['negative seconds', { SecondsPath: '$.s' }, { s: -1 }],
    ['broken seconds', { SecondsPath: '$.s' }, { s: 1.5 }],
    ['a time without zone', { TimestampPath: '$.t' }, { t: '2026-01-01T02:00:00' }],
    ['a date that does not exist', { TimestampPath: '$.t' }, { t: '2026-13-05T21:29:29Z' }],
  ])('fails with States.Runtime on %s', async (_, state, input) => {
    const result = await run(machine({ W: { Type: 'Wait', ...state } }), input);
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});
