import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { schemaFiles } from '../../../../scripts/generate-schemas.ts';
import { fixture, parsed, projectFile, SETTINGS, smallPipeline } from './files.ts';
import { type JsonSchema, violations } from './json-schema.ts';

const schemas = Object.entries(schemaFiles()).map(([path, text]): [string, JsonSchema] => [
  path,
  JSON.parse(text),
]);
const [[, pipeline], [, settings]] = schemas as [[string, JsonSchema], [string, JsonSchema]];

const inner = (schema: JsonSchema, ...keys: string[]) =>
  keys.reduce((at, key) => at.properties?.[key] || {}, schema);
const stageSchema = inner(pipeline, 'spec', 'stages').items ?? {};

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
      '/spec/stages/0: oneOf',
      '/spec/stages/0: additionalProperties target',
      '/spec/stages/1/soak: pattern',
      '/spec/stages/2: additionalProperties whenSupersede',
      '/spec/stages/2/waves: anyOf',
      '/spec/stages/2/onFailure: enum',
    ]);
    const stageOf = (fields: object) => violations(stageSchema, { name: 'dev', ...fields });
    expect(stageOf({ targets: [], waves: [] })).toEqual([': oneOf', '/targets: anyOf', '/waves: anyOf']);
    expect(stageOf({ waves: { sizes: [1] } })).toEqual([': oneOf']);
    expect(stageOf({ targets: { selector: {}, overlay: 'a' } })).toEqual(['/targets: anyOf']);
    expect(violations(settings, { kind: 'Pipeline', spec: { clusters: {} } })).toEqual([
      ': required apiVersion',
      '/kind: const',
      '/spec/clusters: type',
    ]);
  });
});

describe('docs/pipeline-file.md', () => {
  const page = projectFile('docs/pipeline-file.md');

  it.each([pipeline, settings].flatMap((schema) => [...new Set(propertiesOf(schema))]))(
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

describe('the examples of docs/pipeline-file.md', () => {
  const blocks = [
    ...projectFile('docs/pipeline-file.md').matchAll(/```yaml\n((?:stages|gates):\n[\s\S]*?)```/g),
  ];
  const targets = 'targets: [{ cluster: prod-eu-1, overlay: apps/a }]';
  const asStages = (text: string) =>
    text.startsWith('stages')
      ? text.replaceAll(/^/gm, '  ')
      : `  stages:\n    - name: prod\n      ${targets}\n${text.replaceAll(/^/gm, '      ')}`;

  it.each(blocks.map(([, text]) => [asStages(String(text))]))('are accepted:\n%s', (stages) => {
    const header = smallPipeline().replace(/ {2}stages:[\s\S]*/, '');
    const canary = '    - { name: prod-canary, labels: { env: canary } }\n  people:';
    const settings = { ...SETTINGS, text: SETTINGS.text.replace('  people:', canary) };
    expect(parsed(header + stages, settings).stages).toHaveLength(1);
  });

  it('are one for targets, three for waves and one for gates', () => {
    expect(blocks).toHaveLength(5);
  });
});

function propertiesOf(schema: JsonSchema | false): string[] {
  if (schema === false) return [];
  const { properties = {}, items, anyOf = [] } = schema;
  const own = Object.entries(properties).flatMap(([name, inner]) => [name, ...propertiesOf(inner)]);
  return [...own, ...(items === undefined ? [] : propertiesOf(items)), ...anyOf.flatMap(propertiesOf)];
}
