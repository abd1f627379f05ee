import { describe, expect, it } from 'vitest';
import { validateConfiguration } from '../../../../src/domain/pipeline/validate.ts';
import { inTowpath, SETTINGS } from './files.ts';

const REGISTRY = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
const ARN = 'arn:aws:codecommit:eu-west-1:111122223333:shop-config';
const URL = 'git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop-config';
const FILES: Readonly<Record<string, string>> = {
  'a/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
spec:
  chart: { spec: { chart: shop, version: "1.0.0" } }
  values: { image: { repository: ${REGISTRY}/shop, tag: 1.0.0 } }
`,
  'a/source.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
spec: { url: "https://${URL}", ref: { tag: v1.0.0 } }
`,
  'a/oci.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
spec: { url: "oci://${REGISTRY}/charts/shop", ref: { semver: 1.0.0 } }
`,
  'a/kustomization.yaml': `resources: ["https://${URL}//base?ref=v1"]\n`,
};

const IMAGE = `{ name: shop, image: ${REGISTRY}/shop, tags: { semver: "*" }`;
const CHART = `{ name: chart, chart: ${REGISTRY}/charts/shop, tags: { semver: "*" }`;
const GIT = `{ name: config, git: "${ARN}", tags: { semver: "*" }`;

function judge(artifacts: readonly string[], update = '') {
  const text = `apiVersion: towpath.dev/v1
kind: Pipeline
metadata: { name: shop }
spec:
  artifacts:
${artifacts.map((artifact) => `    - ${artifact} }\n`).join('')}${artifacts.length > 1 ? '  complete: same-tag\n' : ''}  stages:
    - name: dev
      targets: [{ cluster: dev-eu-1, overlay: a${update} }]
`;
  const files = [inTowpath('shop.yaml', text), SETTINGS];
  return validateConfiguration(
    files,
    () => true,
    undefined,
    (path) => FILES[path],
  );
}

const problems = (artifacts: readonly string[], update?: string) =>
  judge(artifacts, update).problems.map(({ message, hint }) => `${message} | ${hint}`);
const addresses = (...artifacts: string[]) =>
  judge(artifacts).pipelines.flatMap(({ pipeline }) =>
    pipeline.stages.flatMap(({ waves }) => waves.flat().flatMap(({ updates = [] }) => updates)),
  );

describe('a chart and a git tag', () => {
  it('are artifacts like an image, each of its repository', () => {
    const file = ', update: { file: a/release.yaml }';
    const source = ', update: { file: a/source.yaml }';
    const [found] = judge([IMAGE, CHART + file, GIT + source]).pipelines;
    const tags = { kind: 'semver', range: '*' };
    expect(found?.pipeline.artifacts).toEqual([
      { name: 'shop', image: `${REGISTRY}/shop`, tags },
      { name: 'chart', image: `${REGISTRY}/charts/shop`, kind: 'chart', tags },
      { name: 'config', image: ARN, kind: 'git', tags },
    ]);
  });

  it('are found in a file beside each other, and an image is not taken for its chart', () => {
    const release = ', update: { file: a/release.yaml }';
    const source = ', update: { file: a/source.yaml }';
    expect(problems([IMAGE + release, CHART + release, GIT + source])).toEqual([]);
    expect(
      addresses(IMAGE + release, CHART + release, GIT + source).map(({ artifact, address }) => [
        artifact,
        address,
      ]),
    ).toEqual([
      ['shop', { kind: 'found', names: ['shop', `${REGISTRY}/shop`], of: 'image' }],
      ['chart', { kind: 'found', names: [`${REGISTRY}/charts/shop`], of: 'chart' }],
      ['config', { kind: 'found', names: [URL], of: 'git' }],
    ]);
  });

  it('without a chart beside it, an image may be the version of one, as before', () => {
    expect(addresses(`${IMAGE}, update: { file: a/release.yaml }`)[0]?.address).not.toHaveProperty('of');
  });

  it('in China are cloned elsewhere', () => {
    const git = `${GIT.replace('arn:aws:', 'arn:aws-cn:').replace('eu-west-1', 'cn-north-1')}, update: { file: a/source.yaml }`;
    expect(addresses(git)).toEqual([]);
    expect(problems([git])[0]).toContain(
      'git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/shop-config. Add it',
    );
  });

  it.each([
    [GIT, '{ file: a/source.yaml, gitRepository: { tag: ref.tag } }'],
    [GIT, '{ file: a/kustomization.yaml, values: { url: "resources[0]" } }'],
    [GIT, '{ file: a/kustomization.yaml }'],
    [CHART, '{ file: a/release.yaml, helmRelease: { version: chart } }'],
    [CHART, '{ file: a/oci.yaml, ociRepository: { version: ref.semver } }'],
    [CHART, '{ file: a/oci.yaml }'],
  ])('%s stands in %s', (artifact, update) => {
    expect(problems([artifact], `, update: ${update}`)).toEqual([]);
  });

  const HINTS = {
    chart: 'write where its version stands, such as helmRelease: { version: chart }, or only the file',
    git: 'write where the tag stands, such as gitRepository: { tag: ref.tag }, or only the file',
    image: 'write where its tag or digest stands, such as values: { tag: image.tag }',
  };

  it.each([
    [
      CHART,
      '',
      `nothing says where chart stands, which is a chart | add "update" here or at the artifact, and ${HINTS.chart}`,
    ],
    [
      GIT,
      '',
      `nothing says where config stands, which is a git tag | add "update" here or at the artifact, and ${HINTS.git}`,
    ],
    [
      CHART,
      '{ file: a/kustomization.yaml, kustomize: shop }',
      `"kustomize" has no place for it: chart is a chart | ${HINTS.chart}`,
    ],
    [
      GIT,
      '{ file: a/kustomization.yaml, values: { version: "resources[0]" } }',
      `config is a git tag, and has no "version" | ${HINTS.git}`,
    ],
    [
      CHART,
      '{ file: a/release.yaml, helmRelease: chart }',
      `chart is a chart, and has no "image" | ${HINTS.chart}`,
    ],
    [
      IMAGE,
      '{ file: a/source.yaml, gitRepository: { tag: ref.tag } }',
      `"gitRepository" has no place for it: shop is an image | ${HINTS.image}`,
    ],
  ])('%s with update %s is refused', (artifact, update, problem) => {
    expect(problems([artifact], update === '' ? '' : `, update: ${update}`)).toContain(problem);
  });

  it('are said by one key, and as what they are', () => {
    expect(problems([`${IMAGE}, chart: ${REGISTRY}/shop`])).toContain(
      'exactly one of "image" or "chart" or "git" is needed here | write either "image" or "chart" or "git"',
    );
    expect(
      problems(['{ name: c, chart: oci://example.com/c, tags: { semver: "*" }, update: [] '])[0],
    ).toContain('"oci://example.com/c" is not the address of an ECR repository');
    expect(problems(['{ name: g, git: shop-config, tags: { semver: "*" }, update: [] '])[0]).toContain(
      '"shop-config" is not the ARN of a CodeCommit repository',
    );
    const twice = `${CHART.replace('name: chart', 'name: shop2').replace('chart: ', 'image: ')}`;
    expect(problems([CHART, twice])).toContain(
      'two artifacts have the same name or repository | give each its own name and repository',
    );
  });
});
