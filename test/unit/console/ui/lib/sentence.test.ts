import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../../../console/ui/lib/sentence.ts';

describe('the instants in a sentence', () => {
  it('are found in the two forms that the API writes', () => {
    expect(partsOf('soaks until 2026-11-20T13:00:00.000Z; opens at 2026-11-23 07:00 UTC.')).toEqual([
      { text: 'soaks until ' },
      { at: '2026-11-20T13:00:00.000Z', written: '2026-11-20T13:00:00.000Z' },
      { text: '; opens at ' },
      { at: '2026-11-23T07:00Z', written: '2026-11-23 07:00 UTC' },
      { text: '.' },
    ]);
  });

  it('are all dates that a browser reads', () => {
    for (const written of ['2026-11-23 07:00 UTC', '2026-11-23 07:00:05 UTC', '2026-11-23T07:00Z'])
      expect(partsOf(written)).toEqual([{ at: expect.stringMatching(/Z$/), written }]);
    expect(partsOf('2026-11-23 07:00:05 UTC').map((part) => 'at' in part && Date.parse(part.at))).toEqual([
      Date.UTC(2026, 10, 23, 7, 0, 5),
    ]);
  });

  it('leave the rest of the sentence as it was', () => {
    fc.assert(
      fc.property(fc.string(), (sentence) => {
        const written = partsOf(sentence).map((part) => ('text' in part ? part.text : part.written));
        expect(written.join('')).toBe(sentence);
      }),
    );
  });
});
