import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateConfiguration } from '../../../../src/domain/pipeline/validate.ts';
import { everything, fixture, good, inTowpath, SETTINGS } from './files.ts';

describe('whatever the files say', () => {
  const texts = [fixture('every-field.yaml'), fixture('many-problems.yaml'), SETTINGS.text];
  const piece = fc.constantFrom(
    '',
    ' ',
    '\n',
    '- ',
    '[',
    '}',
    ': ',
    '*x',
    '&x ',
    '"',
    '1',
    '~',
    '{}',
    '<<',
    '\t',
    '__proto__: ',
  );

  it('a problem has a place in its file, no wave of a good one is empty, and never an exception', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.nat(),
        fc.nat({ max: 40 }),
        piece,
        (text, at, length, put) => {
          const start = at % text.length;
          const mutant = text.slice(0, start) + put + text.slice(start + length);
          const files = [inTowpath('a.yaml', mutant), good, { ...SETTINGS, text: mutant }];
          const { problems, pipelines } = validateConfiguration(files, everything);
          const waves = pipelines.flatMap(({ pipeline }) => pipeline.stages.map((stage) => stage.waves));
          expect(
            waves.filter((stage) => stage.length === 0 || stage.some(({ length }) => length === 0)),
          ).toEqual([]);
          for (const { file, line, column, excerpt } of problems) {
            const written = files.find(({ path }) => path === file)?.text.split('\n')[line - 1];
            expect(column).toBeGreaterThan(0);
            expect(column).toBeLessThanOrEqual((written ?? '').length + 1);
            expect(excerpt).toContain('^');
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
