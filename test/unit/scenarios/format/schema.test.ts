import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { schemaFiles } from '../../../../scripts/generate-schemas.ts';
import { projectFile } from '../../domain/pipeline/files.ts';
import { type JsonSchema, violations } from '../../domain/pipeline/json-schema.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const schema: JsonSchema = JSON.parse(schemaFiles()['schemas/scenario.schema.json'] ?? '');
const page = projectFile('docs/scenarios.md');

const scenariosIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${folder}/${name}`);

const properties = (of: JsonSchema | false): string[] => {
  if (of === false) return [];
  const own = Object.entries(of.properties ?? {}).flatMap(([name, inner]) => [name, ...properties(inner)]);
  return [...own, ...(of.items ? properties(of.items) : []), ...(of.anyOf ?? []).flatMap(properties)];
};

describe('the JSON Schema of scenarios', () => {
  it.each([
    ...scenariosIn('test/integration/scenarios'),
    ...scenariosIn('examples/fleet/.towpath/scenarios'),
  ])('accepts %s', (path) => {
    expect(violations(schema, parse(projectFile(path)))).toEqual([]);
  });

  it('refuses what an editor can know to be wrong', () => {
    const steps = [{ wait: '10m', sweep: 'now' }, { expect: { is: 'done' } }];
    expect(violations(schema, { scenario: 'It is read', steps, step: [] })).toEqual([
      ': additionalProperties step',
      '/steps/0: oneOf',
      '/steps/1/expect/is: enum',
    ]);
  });
});

describe('docs/scenarios.md', () => {
  it.each([...new Set(properties(schema))])('speaks of `%s`', (property) => {
    expect(page).toContain(`\`${property}\``);
  });
});
