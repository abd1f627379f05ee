import { describe, expect, it } from 'vitest';
import {
  type ConfigurationFile,
  namedIn,
  validateConfiguration,
} from '../../../../src/domain/pipeline/validate.ts';
import { inTowpath, SETTINGS, stage } from './files.ts';

const IMAGE = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout';
const VALUES = `image:\n  repository: ${IMAGE}\n  tag: 1.0.0\n`;
const RELEASE =
  'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: { values: { tag: "1" }, chart: { spec: { version: "1" } } }\n';
const FILES: Readonly<Record<string, string>> = {
  'a/values.yaml': VALUES,
  'b/values.yaml': VALUES,
  'a/release.yaml': RELEASE,
  'a/images.json': '{"checkout":{"tag":"1"}}',
  'a/kustomization.yaml': 'kind: Kustomization\n',
  'a/marked.yaml': 'tag: 1.0.0 # {"$imagepolicy": "shop:checkout:tag"}\n',
  'a/pod.yaml': 'kind: Pod\nspec: { containers: [{ name: web, image: web:1 }] }\n',
  'a/app.yaml':
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\nspec: { sources: [{ chart: shop, targetRevision: 1.0.0 }, { ref: values }] }\n',
};

const judge = (...files: ConfigurationFile[]) =>
  validateConfiguration(
    [...files, SETTINGS],
    () => true,
    undefined,
    (path) => FILES[path],
  );
const withTargets = (...targets: string[]) =>
  inTowpath('checkout.yaml', stage('targets:', ...targets.map((target) => `  - ${target}`)));
const problemsOf = (...files: ConfigurationFile[]) =>
  judge(...files).problems.map(({ message, hint }) => `${message} | ${hint}`);
const updatesOf = (...files: ConfigurationFile[]) =>
  judge(...files).pipelines.flatMap(({ pipeline }) =>
    pipeline.stages.flatMap(({ waves }) => waves.flat().map(({ updates }) => updates)),
  );
const on = (update: string, cluster = 'dev-eu-1', overlay = 'a') =>
  `{ cluster: ${cluster}, overlay: ${overlay}, update: ${update} }`;

describe('the files of a target', () => {
  it.each([
    ['{ file: a/values.yaml }', { kind: 'found', names: ['checkout', IMAGE] }],
    [
      '[{ file: "{overlay}/values.yaml", values: { tag: image.tag } }]',
      { kind: 'values', at: { tag: 'image.tag' } },
    ],
    ['{ file: a/values.yaml, values: image.tag }', { kind: 'values', at: { image: 'image.tag' } }],
    ['{ file: a/kustomization.yaml, kustomize: app }', { kind: 'kustomize', name: 'app' }],
    ['{ file: a/pod.yaml, container: web }', { kind: 'container', container: 'web' }],
    ['{ file: a/pod.yaml, image: web }', { kind: 'image', names: ['web', IMAGE] }],
    [
      '{ file: a/release.yaml, helmRelease: { version: chart } }',
      { kind: 'helmRelease', at: { version: 'chart' } },
    ],
    ['{ file: a/images.json, json: { tag: /checkout/tag } }', { kind: 'json', at: { tag: '/checkout/tag' } }],
    [
      '{ file: a/marked.yaml, imagePolicy: "shop:checkout" }',
      { kind: 'imagePolicy', policy: 'shop:checkout' },
    ],
    [
      '{ file: a/app.yaml, application: { version: targetRevision }, source: shop, object: shop, artifact: checkout }',
      {
        kind: 'application',
        name: 'checkout',
        at: { version: 'targetRevision' },
        source: 'shop',
        object: 'shop',
      },
    ],
  ])('%s', (update, address) => {
    expect(problemsOf(withTargets(on(update)))).toEqual([]);
    const file = /a\/[\w.]+/.exec(update.replace('{overlay}', 'a'))?.[0];
    expect(updatesOf(withTargets(on(update)))).toEqual([[{ artifact: 'checkout', file, address }]]);
  });

  it('are those of the artifact, unless the target has its own', () => {
    const text = stage(
      'targets:',
      '  - { cluster: dev-eu-1, overlay: a }',
      `  - ${on('{ file: b/values.yaml, values: { tag: image.tag } }', 'prod-eu-1', 'b')}`,
    ).replace('tags:', 'update: { file: "{overlay}/{cluster}.yaml" }\n      tags:');
    const file = inTowpath('checkout.yaml', text);
    expect(namedIn([file, SETTINGS]).files).toEqual(['a/dev-eu-1.yaml', 'b/values.yaml']);
    expect(namedIn([file, SETTINGS]).overlays).toEqual([]);
    expect(problemsOf(file)).toEqual([
      'there is no file a/dev-eu-1.yaml | add it as UTF-8 text, or correct "file"',
    ]);
  });

  it('are those of the labels of each cluster', () => {
    const selected = stage(
      'targets:',
      '  selector: { env: prod }',
      '  overlay: a/{cluster}',
      '  update: { file: "{region}/{cluster}.yaml" }',
    );
    const file = inTowpath('checkout.yaml', selected);
    expect(namedIn([file, SETTINGS]).files).toEqual([
      'ap-southeast-1/prod-ap-1.yaml',
      'eu-west-1/prod-eu-1.yaml',
      'us-east-1/prod-us-1.yaml',
    ]);
    expect(namedIn([file]).files).toEqual([]);
    const unlabelled = inTowpath('checkout.yaml', selected.replace('{region}', '{zone}'));
    expect(problemsOf(unlabelled)[0]).toContain('no label "zone"');
    const named = withTargets(on('{ file: "x/{region}.yaml" }', 'nowhere'));
    expect(problemsOf(named).filter((problem) => !problem.startsWith('unknown cluster'))).toEqual([]);
  });

  it('keep a definition as it was that names none', () => {
    expect(updatesOf(withTargets('{ cluster: dev-eu-1, overlay: a }'))).toEqual([undefined]);
    const { pipelines } = judge(withTargets('{ cluster: dev-eu-1, overlay: a }'));
    expect(JSON.stringify(pipelines)).not.toContain('updates');
  });
});

describe('what is wrong with an update', () => {
  it.each([
    ['{ file: a/values.yaml, values: { tga: image.tag } }', 'unknown key "tga" | did you mean "tag"?'],
    ['{ file: a/values.yaml, valeus: { tag: image.tag } }', 'unknown key "valeus" | did you mean "values"?'],
    [
      '{ file: a/values.yaml, values: {} }',
      'no part is named | name at least one of image, repository, tag, digest, version',
    ],
    [
      '{ file: a/values.yaml, values: a..b }',
      '"a..b" is no path | write keys with dots between them, such as image.tag',
    ],
    [
      '{ file: a/images.json, json: { tag: tag } }',
      '"tag" is no JSON pointer | write one such as /image/tag',
    ],
    ['{ file: a/pod.yaml, container: "" }', 'this is empty | write a name, or remove the key'],
    ['{ file: ../values.yaml }', '"../values.yaml" is not a file of the repository | write a path'],
    ['{ values: image.tag }', '"file" is missing | add it here'],
    ['{ file: a/pod.yaml, container: web, image: web }', 'only one of "kustomize", "container", "image"'],
    [
      '{ file: a/kustomization.yaml, kustomize: app, object: x }',
      '"object" has no meaning here | it goes with container',
    ],
    ['{ file: a/values.yaml, source: x }', '"source" has no meaning here | it goes with "application"'],
    ['{ file: a/nothing.yaml }', 'there is no file a/nothing.yaml | add it as UTF-8 text'],
    [
      '{ file: a/values.yaml, values: { tag: image.tga } }',
      'a/values.yaml:2:3: there is no "tga" here for "image.tga": did you mean "tag"?',
    ],
    ['{ file: a/pod.yaml, container: wep }', 'a/pod.yaml:1:1: there is no "image" of a container "wep".'],
    [
      '{ file: a/app.yaml, application: { version: targetRevision } }',
      'this is another source. Say which "source"',
    ],
    [
      '{ file: a/values.yaml, artifact: chekout }',
      'there is no artifact "chekout" here | did you mean "checkout"?',
    ],
  ])('%s', (update, problem) => {
    const problems = problemsOf(withTargets(on(update)));
    expect(problems.join('\n')).toContain(problem);
    expect(problems.filter((text) => text.includes(problem))).toHaveLength(1);
  });

  it('is said also of the own of the artifact', () => {
    const text = stage('targets: { cluster: dev-eu-1, overlay: a }').replace(
      'tags:',
      'update: { file: a/values.yaml, artifact: cart }\n      tags:',
    );
    expect(problemsOf(inTowpath('checkout.yaml', text))).toEqual([
      'there is no artifact "cart" here | known here: checkout',
    ]);
  });
});

it('passes on what is no refusal, and without any texts finds no file', () => {
  const files = [withTargets(on('{ file: a/values.yaml }')), SETTINGS];
  const broken = () => 1 as unknown as string;
  expect(() => validateConfiguration(files, () => true, undefined, broken)).toThrow(TypeError);
  expect(validateConfiguration(files, () => true).problems).toMatchObject([
    { message: 'there is no file a/values.yaml' },
  ]);
});

describe('one value', () => {
  const TAG = '{ file: a/values.yaml, values: { tag: image.tag } }';

  it('may be written for several targets of one wave', () => {
    expect(problemsOf(withTargets(on(TAG), on(TAG, 'prod-eu-1', 'b')))).toEqual([]);
  });

  it('may not be written for two stages, whatever way they lead there', () => {
    const text = `${stage(`targets: ${on(TAG)}`)}    - name: prod\n      targets: ${on('{ file: a/values.yaml }', 'prod-eu-1', 'b')}\n`;
    expect(problemsOf(inTowpath('checkout.yaml', text))).toEqual([
      'this value of a/values.yaml is also written by stage "prod" of .towpath/checkout.yaml | let one of them write it',
      'this value of a/values.yaml is also written by stage "dev" of .towpath/checkout.yaml | let one of them write it',
    ]);
  });

  it('nor by two pipelines; two values of one file may', () => {
    const other = (update: string) =>
      inTowpath(
        'cart.yaml',
        stage(`targets: ${on(update, 'prod-eu-1', 'b')}`).replaceAll(/checkout$/gm, 'cart'),
      );
    expect(problemsOf(withTargets(on(TAG)), other(TAG))).toHaveLength(2);
    const repository = '{ file: a/values.yaml, values: { repository: image.repository } }';
    expect(problemsOf(withTargets(on(TAG)), other(repository))).toEqual([]);
  });

  it('nor by an update and by the overlay itself', () => {
    const other = stage(
      `targets: ${on('{ file: a/kustomization.yaml, kustomize: checkout }', 'prod-eu-1', 'b')}`,
    );
    const files = [
      withTargets('{ cluster: dev-eu-1, overlay: a }'),
      inTowpath('cart.yaml', other.replace('name: checkout', 'name: cart')),
    ];
    expect(problemsOf(...files)).toEqual([
      'this value of a is also written by stage "dev" of .towpath/checkout.yaml | let one of them write it',
      'this value of a is also written by stage "dev" of .towpath/cart.yaml | let one of them write it',
    ]);
  });
});
