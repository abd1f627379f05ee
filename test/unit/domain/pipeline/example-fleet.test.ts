import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { formatProblems } from '../../../../src/domain/pipeline/problem.ts';
import type { Target } from '../../../../src/domain/pipeline/types.ts';
import { validateConfiguration } from '../../../../src/domain/pipeline/validate.ts';
import { projectFile, projectPath } from './files.ts';

const FLEET = 'examples/fleet';
const inFleet = (path: string) => `${FLEET}/${path}`;
const exists = (path: string) => existsSync(projectPath(inFleet(path)));
const read = (path: string) => parse(projectFile(inFleet(path)));

// As Towpath does: what lies in folders below is no pipeline.
const names = readdirSync(projectPath(inFleet('.towpath'))).filter((name) => name.endsWith('.yaml'));
const files = names.map((name) => ({
  path: `.towpath/${name}`,
  text: projectFile(inFleet(`.towpath/${name}`)),
}));
const { pipelines, settings, problems } = validateConfiguration(
  files,
  (overlay) => exists(`${overlay}/kustomization.yaml`),
  undefined,
  (path) => (exists(path) ? projectFile(inFleet(path)) : undefined),
);

const targets = pipelines.flatMap(({ pipeline }) =>
  pipeline.stages.flatMap(({ waves }) =>
    waves.flat().map((target) => ({
      ...target,
      name: `${target.overlay} on ${target.cluster}`,
      artifacts: pipeline.artifacts,
    })),
  ),
);

/** Whose image stands in the kustomization; of the others it is in values of a chart. */
const kustomized = targets.filter(({ updates }) => updates === undefined);
const charted = targets.filter(({ updates }) => updates !== undefined);

interface Kustomization {
  resources: string[];
  images?: { name: string; newName: string; newTag: string; digest?: string }[];
  patches?: { path?: string; patch?: string; target?: { kind: string; name: string } }[];
  replicas?: { name: string }[];
}

interface Manifest {
  kind: string;
  metadata: { name: string };
  spec: { template: { spec: { containers: { image: string }[] } } };
}

const base = (target: Target) => `${target.overlay.split('/').slice(0, 2).join('/')}/base`;
const baseManifests = (target: Target): Manifest[] =>
  (read(`${base(target)}/kustomization.yaml`) as Kustomization).resources.map((file) =>
    read(`${base(target)}/${file}`),
  );

describe('the example fleet', () => {
  it('has pipelines without a problem', () => {
    expect(formatProblems(problems)).toBe('');
    expect(pipelines.map(({ pipeline }) => pipeline.name).sort()).toEqual(['catalog', 'checkout', 'search']);
  });

  it('has five clusters, each with a target of checkout and of catalog', () => {
    const clusters = settings?.clusters.map(({ name }) => name);
    expect(clusters).toHaveLength(5);
    expect(kustomized.map(({ cluster }) => cluster).sort()).toEqual(
      [...(clusters ?? []), ...(clusters ?? [])].sort(),
    );
  });

  it('has a chart that Flux installs by a HelmRelease, and Argo CD by an Application', () => {
    expect(charted.map(({ cluster, updates }) => [cluster, updates?.[0]?.address.kind])).toEqual([
      ['dev-eu-1', 'helmRelease'],
      ['prod-eu-1', 'helmRelease'],
      ['prod-ap-1', 'values'],
    ]);
    const { sources } = read('clusters/prod-ap-1/search.yaml').spec;
    expect(sources[0]).toMatchObject({
      chart: 'service',
      targetRevision: read('apps/search/base/chart.yaml').spec.ref.tag,
      helm: { valueFiles: [`$${sources[1].ref}/${charted[2]?.updates?.[0]?.file}`] },
    });
  });

  it.each(charted)('$name begins with an old release', ({ updates }) => {
    const { kind, spec, image } = read(updates?.[0]?.file ?? '');
    expect(kind === 'HelmRelease' ? spec.values.image : image).toMatchObject({
      tag: '2.4.0',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
  });

  it('ends a trial soon: no stage soaks for long, no window closes one', () => {
    const stages = pipelines.flatMap(({ pipeline }) => pipeline.stages);
    expect(Math.max(...stages.map(({ soakMs }) => soakMs))).toBeLessThanOrEqual(5000);
    expect(stages.flatMap(({ gates }) => gates).filter(({ kind }) => kind === 'freeze')).toEqual([]);
  });

  it.each(kustomized)('$name is an overlay whose parts exist', (target) => {
    const {
      resources,
      patches = [],
      replicas = [],
    } = read(`${target.overlay}/kustomization.yaml`) as Kustomization;
    const manifests = baseManifests(target);
    const isThere = (kind: string, name: string) =>
      manifests.some((manifest) => manifest.kind === kind && manifest.metadata.name === name);
    expect(resources[0]).toBe('../../base');
    for (const file of resources.slice(1)) expect(exists(`${target.overlay}/${file}`)).toBe(true);
    for (const { name } of replicas) expect(isThere('Deployment', name)).toBe(true);
    for (const patch of patches) {
      const { kind, name } = patch.target ?? objectOf(read(`${target.overlay}/${patch.path}`));
      expect(isThere(kind, name)).toBe(true);
    }
  });

  it.each(kustomized)('$name begins with an old release of each image', (target) => {
    const { images = [] } = read(`${target.overlay}/kustomization.yaml`) as Kustomization;
    const deployment = baseManifests(target).find(({ kind }) => kind === 'Deployment');
    const used = deployment?.spec.template.spec.containers.map(({ image }) => image);
    expect(images.map(({ name }) => name).sort()).toEqual(used?.sort());
    for (const { name, image } of target.artifacts) {
      const entry = images.find((one) => one.name === name);
      expect(entry?.newName).toBe(image);
      expect(entry?.newTag).toMatch(/^(1\.0\.0|main-118)$/);
      expect(entry?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    }
  });

  const kindOf = (cluster: string) => settings?.clusters.find(({ name }) => name === cluster)?.agent;

  it.each(targets)('$name is applied by the object that the pipeline listens to', (target) => {
    const object = read(`clusters/${target.cluster}/${target.agent.name}.yaml`);
    expect(object.metadata).toMatchObject(target.agent);
    if (kindOf(target.cluster) === 'flux')
      expect(object).toMatchObject({
        kind: 'Kustomization',
        spec: { path: `./${target.overlay}`, wait: true },
      });
    else
      expect(object).toMatchObject({
        kind: 'Application',
        metadata: { annotations: { 'notifications.argoproj.io/subscribe.towpath.towpath': '' } },
        spec: {
          ...(target.updates === undefined && { source: { path: target.overlay } }),
          syncPolicy: { automated: { selfHeal: true } },
        },
      });
  });

  it.each(settings?.clusters ?? [])('$name reports to its own address', ({ name, agent }) => {
    const [first, alert] = parseAllDocuments(projectFile(inFleet(`clusters/${name}/towpath.yaml`))).map(
      (one) => one.toJS(),
    );
    if (agent === 'argocd') {
      const { url } = parse(first.data['service.webhook.towpath']);
      expect(url).toMatch(new RegExp(`/v1/health/argocd/${name}$`));
      return;
    }
    expect(first.spec).toMatchObject({
      type: 'generic-hmac',
      address: expect.stringMatching(`/v1/health/flux/${name}$`),
    });
    expect(alert.spec.providerRef.name).toBe(first.metadata.name);
  });
});

const objectOf = ({ kind, metadata }: Manifest) => ({ kind, name: metadata.name });
