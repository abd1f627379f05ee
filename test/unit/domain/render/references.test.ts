import { describe, expect, it } from 'vitest';
import { NotRenderedError } from '../../../../src/domain/render/not-rendered.ts';
import { referencesOf } from '../../../../src/domain/render/references.ts';

const FILE = 'apps/shop/overlays/prod/kustomization.yaml';
const paths = (text: string, file = FILE) =>
  referencesOf(file, text).map(({ path, mayBeFolder }) => (mayBeFolder ? `${path}/?` : path));

describe('what a kustomization is made of', () => {
  it('is what its fields name, from where it lies', () => {
    const text = `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: shop
resources: [../../base, ./extra.yaml]
bases: [../../old]
components: [../../components/tls]
crds: [crd.json]
configurations: [names.yaml]
openapi: { path: schema.json }
patches:
  - path: replicas.yaml
  - target: { kind: Deployment }
    patch: "[]"
patchesStrategicMerge:
  - memory.yaml
  - |-
    kind: Deployment
  - '{ kind: Deployment }'
patchesJson6902: [{ target: { kind: Service, name: shop }, path: port.json }]
replacements:
  - path: replacement.yaml
  - source: { kind: ConfigMap }
    targets: []
configMapGenerator:
  - name: config
    files: [application.properties, key=files/other.properties]
    envs: [shop.env]
    literals: [A=../../../../../etc/passwd]
secretGenerator:
  - name: secret
    env: secret.env
labels: [{ pairs: { docs: https://example.com } }]
`;
    const here = 'apps/shop/overlays/prod';
    expect(paths(text)).toEqual([
      'apps/shop/base/?',
      `${here}/extra.yaml/?`,
      'apps/shop/old/?',
      'apps/shop/components/tls/?',
      ...['crd.json', 'names.yaml', 'schema.json', 'replicas.yaml', 'memory.yaml', 'port.json'].map(
        (name) => `${here}/${name}`,
      ),
      ...[
        'replacement.yaml',
        'application.properties',
        'files/other.properties',
        'shop.env',
        'secret.env',
      ].map((name) => `${here}/${name}`),
    ]);
  });

  it('is nothing where its fields are empty', () => {
    expect(paths('resources:\npatches:\nopenapi:\n')).toEqual([]);
    expect(paths('configMapGenerator: [{ name: empty, env: "" }]')).toEqual([]);
    expect(paths('configMapGenerator: [null]')).toEqual([]);
    expect(paths('')).toEqual([]);
  });

  it('may lie at the root', () => {
    expect(paths('resources: [./a.yaml, b]', 'kustomization.yaml')).toEqual(['a.yaml/?', 'b/?']);
  });

  it('is found behind anchors and merge keys, as kustomize finds it', () => {
    expect(paths('resources: &all [a.yaml]\ncrds: *all')).toEqual([
      'apps/shop/overlays/prod/a.yaml/?',
      'apps/shop/overlays/prod/a.yaml',
    ]);
    expect(paths('patches: [{ <<: { path: a.yaml } }]')).toEqual(['apps/shop/overlays/prod/a.yaml']);
  });
});

describe('a kustomization is not followed', () => {
  const why = (text: string): string => {
    try {
      referencesOf(FILE, text);
    } catch (error) {
      if (error instanceof NotRenderedError) return error.message;
      throw error;
    }
    return '';
  };

  it.each([
    'https://github.com/org/repo//base?ref=v1',
    'http://127.0.0.1:9001/2018-06-01/runtime/invocation/next',
    'git::https://example.com/repo',
    'ssh://git@example.com/repo',
    'git@example.com:org/repo',
    'github.com/org/repo?ref=v1',
    'GitHub.com:org/repo',
    'file:///etc/passwd',
  ])('to %s', (remote) => {
    expect(why(`resources: ["${remote}"]`)).toBe(`needs ${remote}`);
    expect(why(`patches: [{ path: "${remote}" }]`)).toBe(`needs ${remote}`);
    expect(why(`patchesStrategicMerge: ["${remote}"]`)).toBe(`needs ${remote}`);
    expect(why(`configMapGenerator: [{ files: ["key=${remote}"] }]`)).toBe(`needs ${remote}`);
  });

  it.each(['/etc/passwd', '../../../../../etc/passwd', 'a/../../../../../../x', '../../../..//.././x'])(
    'out of the repository: %s',
    (path) => {
      expect(why(`resources: [${path}]`)).toBe(`refers to ${path}, which is outside the repository`);
      expect(why(`secretGenerator: [{ envs: [${path}] }]`)).toContain('outside the repository');
    },
  );

  it('to an address that looks like a patch', () => {
    expect(why('patchesStrategicMerge: ["http://127.0.0.1/{x"]')).toBe('needs http://127.0.0.1/{x');
  });

  it.each([
    ['generators: [chart.yaml]', 'uses "generators", and plugins are not run here'],
    ['transformers: []', 'uses "transformers", and plugins are not run here'],
    ['validators: [policy.yaml]', 'uses "validators", and plugins are not run here'],
    ['helmCharts: [{ name: redis }]', 'uses "helmCharts", and charts are not fetched here'],
    ['Resources: [http://127.0.0.1]', 'uses "Resources", which is not known here'],
    ['patches: [{ Path: http://127.0.0.1 }]', 'uses "patches.Path", which is not known here'],
    ['openapi: { url: http://127.0.0.1 }', 'uses "openapi.url", which is not known here'],
    ['resources: base', 'has a "resources" that is not a list of texts'],
    ['resources: [1]', 'has a "resources" that is not a list of texts'],
    ['patches: { path: a.yaml }', 'has a "patches" that is not a list'],
    ['patches: [a.yaml]', 'has a "patches" that is not a map'],
    ['patches: [[a.yaml]]', 'has a "patches" that is not a map'],
    ['openapi: schema.json', 'has a "openapi" that is not a map'],
    ['- resources', `has no kustomization in ${FILE}`],
    ['resources: []\n---\nresources: []', `has several documents in ${FILE}`],
    ['resources: [', `cannot be read: ${FILE}:1:`],
  ])('where it says %j', (text, message) => {
    expect(why(text)).toContain(message);
  });
});
