import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { schemaFiles } from '../../../../scripts/generate-schemas.ts';
import { fixture, projectFile } from './files.ts';
import { type JsonSchema, violations } from './json-schema.ts';

const schemas = Object.entries(schemaFiles()).map(([path, text]): [string, JsonSchema] => [
  path,
  JSON.parse(text),
]);
const [[, pipeline], [, settings]] = schemas as [[string, JsonSchema], [string, JsonSchema]];

describe('the JSON Schemas', () => {
  it.each(Object.entries(schemaFiles()))(
    '%s is current (else: npx tsx scripts/generate-schemas.ts)',
    (path, text) => {
      expect(projectFile(path)).toBe(text);
    },
  );

  it.each(['checkout', 'catalog'])('accept the pipeline of the example: %s', (name) => {
    expect(violations(pipeline, parse(projectFile(`examples/fleet/.towpath/${name}.yaml`)))).toEqual([]);
  });

  it('accept every field', () => {
    expect(violations(pipeline, parse(fixture('every-field.yaml')))).toEqual([]);
    expect(violations(settings, parse(fixture('settings.yaml')))).toEqual([]);
  });

  it('accept the settings of the example', () => {
    expect(violations(settings, parse(projectFile('examples/fleet/.towpath/settings.yaml')))).toEqual([]);
  });

  it('refuse what an editor can know to be wrong', () => {
    expect(violations(pipeline, parse(fixture('many-problems.yaml')))).toEqual([
      '/metadata/name: pattern',
      '/spec/artifacts/0/image: pattern',
      '/spec/artifacts/0/tags/semver: type',
      '/spec/stages/0: additionalProperties target',
      '/spec/stages/0: oneOf',
      '/spec/stages/1/soak: pattern',
      '/spec/stages/2: additionalProperties whenSupersede',
      '/spec/stages/2/waves/1/0: required overlay',
      '/spec/stages/2/onFailure: enum',
    ]);
    expect(violations(settings, { kind: 'Pipeline', spec: { clusters: {} } })).toEqual([
      ': required apiVersion',
      '/kind: const',
      '/spec/clusters: type',
    ]);
  });
});

describe('docs/pipeline-file.md', () => {
  const page = projectFile('docs/pipeline-file.md');

  it.each(schemas.flatMap(([, schema]) => [...new Set(propertiesOf(schema))]))(
    'speaks of `%s`',
    (property) => {
      expect(page).toContain(`\`${property}\``);
    },
  );

  it('shows only YAML that the schemas accept', () => {
    const blocks = [...page.matchAll(/```yaml\n(apiVersion[\s\S]*?)```/g)].map(([, text]) =>
      parse(String(text)),
    );
    expect(blocks.map(({ kind }) => kind)).toEqual(['Pipeline', 'Settings']);
    expect(violations(pipeline, blocks[0])).toEqual([]);
    expect(violations(settings, blocks[1])).toEqual([]);
  });
});

function propertiesOf({ properties = {}, items }: JsonSchema): string[] {
  const own = Object.entries(properties).flatMap(([name, inner]) => [name, ...propertiesOf(inner)]);
  return items === undefined ? own : [...own, ...propertiesOf(items)];
}
