import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fieldsOf, typeOf, withReference } from '../../../scripts/generate-reference.ts';
import type { ReferencedFile } from '../../../scripts/reference-examples.ts';
import { referenceExamples } from '../../../scripts/reference-examples.ts';
import { projectFile } from '../domain/pipeline/files.ts';
import { type JsonSchema, violations } from '../domain/pipeline/json-schema.ts';

const page = projectFile('docs/reference.md');
/** The whole of a file is shown at the top of the page. */
const SHOWN = ['spec'];

describe('the reference of docs/reference.md', () => {
  it('is current: npm run generate', () => {
    expect(withReference(page)).toBe(page);
  });

  it('needs a place on the page', () => {
    expect(() => withReference('# Nothing')).toThrow('The page has no place for pipeline');
  });

  describe.each<ReferencedFile>(['pipeline', 'settings'])('of the %s file', (file) => {
    const fields = fieldsOf(file).filter(({ path }) => !SHOWN.includes(path));
    const examples = referenceExamples[file];

    it('has examples of fields that there are, and of no others', () => {
      expect(Object.keys(examples).sort()).toEqual(fields.map(({ path }) => path).sort());
    });

    it.each(fields)('gives $path a meaning, a type, and an example that is valid', ({ path, schema }) => {
      expect(schema.description ?? '').not.toBe('');
      expect(typeOf(schema)).not.toContain('anything');
      expect(violations(schema as JsonSchema, parse(examples[path] ?? ''))).toEqual([]);
    });
  });
});
