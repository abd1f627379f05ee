import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { formatProblems } from '../../../src/domain/pipeline/problem.ts';
import { validateConfiguration } from '../../../src/domain/pipeline/validate.ts';
import { everything, inTowpath, SETTINGS, smallPipeline } from '../domain/pipeline/files.ts';
import { pagesIn, yamlIn } from './blocks.ts';

type Fields = Record<string, unknown>;

/** Those of docs/scenarios.md are run, and those of docs/migrating are worked examples: other tests. */
const PAGES = [...pagesIn('docs').filter((page) => page !== 'docs/scenarios.md'), 'README.md'];
const OBJECTS = PAGES.flatMap(yamlIn).flatMap(({ at, text }) =>
  parseAllDocuments(text).map((document) => ({ at, data: document.toJS() as unknown })),
);
/** Objects of Kubernetes are for other readers. */
const isOurs = (data: unknown): boolean =>
  /^(undefined|towpath\.dev\/v1)$/.test(String((data as { apiVersion?: unknown }).apiVersion));
const BLOCKS = OBJECTS.filter(({ data }) => data !== null && isOurs(data));

const TARGET = { cluster: 'prod-eu-1', overlay: 'apps/checkout/overlays/prod' };
const VALUES = 'image: { tag: 1.0.0, digest: "" }\n';
/** Files that examples write, by the ends of their names; any other holds values. */
const FILES: Readonly<Record<string, string>> = {
  'release.yaml':
    'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: { chart: { spec: { version: "1" } } }\n',
  'source.yaml': 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nspec: { ref: { tag: v1 } }\n',
};
const textOf = (path: string): string => FILES[path.split('/').at(-1) ?? ''] ?? VALUES;
const basis = (text: string): { spec: Fields } & Fields => parse(text);

/** A fragment of a pipeline file or of the settings, with what is left out around it. */
function whole({ data }: { data: unknown }): string {
  if (Array.isArray(data)) return settingsWith({ clusters: [...clustersBut(data), ...data] });
  const fields = data as Fields;
  if (fields.kind === 'Pipeline' || fields.kind === 'Settings') return stringify(data);
  const { artifacts, complete } = fields;
  if (artifacts) return pipelineWith({ artifacts, ...(complete !== undefined && { complete }) });
  if (fields.gates)
    return pipelineWith({ stages: [{ name: 'prod', targets: [TARGET], gates: fields.gates }] });
  if (fields.stages) return pipelineWith({ stages: completed(fields.stages as Fields[]) });
  return settingsWith((fields.spec as Fields | undefined) ?? fields);
}

const pipelineWith = (spec: Fields): string => {
  const { spec: small, ...file } = basis(smallPipeline());
  return stringify({ ...file, spec: { ...small, ...spec } });
};

/** Stages that an example speaks of and does not show, and the targets that it leaves out. */
function completed(stages: readonly Fields[]): Fields[] {
  const names = stages.map(({ name }) => name);
  const before = stages.flatMap(({ after }) => (after as string[] | undefined) ?? []);
  const missing = before.filter((name) => !names.includes(name));
  return [
    ...missing.map((name, index) => ({ name, targets: [{ cluster: 'dev-eu-1', overlay: `apps/${index}` }] })),
    ...stages.map((stage) => (stage.targets || stage.waves ? stage : { ...stage, targets: [TARGET] })),
  ];
}

const SPEC = basis(SETTINGS.text).spec as {
  clusters: { name: string }[];
  people: { name: string }[];
  groups: { name: string }[];
};

const clustersBut = (others: readonly { name?: string }[]) =>
  SPEC.clusters.filter(({ name }) => !others.some((other) => other.name === name));

/** What an example names and does not define. */
function settingsWith(spec: Fields): string {
  const people = (spec.people as { name: string }[] | undefined) ?? SPEC.people;
  const names = people.map(({ name }) => name);
  const groups = ['release-managers', 'sre'].map((name) => ({ name, members: names }));
  return stringify({
    apiVersion: 'towpath.dev/v1',
    kind: 'Settings',
    spec: { clusters: SPEC.clusters, people, groups, ...spec },
  });
}

const CANARY = '    - { name: prod-canary, labels: { env: canary } }\n  people:';
const AROUND = { ...SETTINGS, text: SETTINGS.text.replace('  people:', CANARY) };

function problemsOf(text: string): string {
  const isSettings = parse(text).kind === 'Settings';
  const files = isSettings ? [{ path: SETTINGS.path, text }] : [inTowpath('checkout.yaml', text), AROUND];
  // Settings may speak of channels for pipelines.
  const others = isSettings && text.includes('dev-eu-1') ? [inTowpath('checkout.yaml', smallPipeline())] : [];
  return formatProblems(validateConfiguration([...files, ...others], everything, undefined, textOf).problems);
}

describe('the YAML of the documentation is taken as it stands', () => {
  it.each(BLOCKS)('$at', (block) => {
    expect(problemsOf(whole(block))).toBe('');
  });

  it('on many pages', () => {
    expect(new Set(BLOCKS.map(({ at }) => at.replace(/:.*/, ''))).size).toBeGreaterThan(6);
  });
});
