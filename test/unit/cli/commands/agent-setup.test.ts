import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import * as z from 'zod/mini';
import { argoManifests } from '../../../../cli/manifests/argocd.ts';
import { flaggerManifests } from '../../../../cli/manifests/flagger.ts';
import { fluxManifests } from '../../../../cli/manifests/flux.ts';
import { snapshotManifests, snapshotScript } from '../../../../cli/manifests/snapshot.ts';
import { EXCLUDED } from '../../../../local/agents/alert.ts';
import { CANARY_HOOKS } from '../../../../src/domain/health/canary.ts';
import { RECEIVER } from '../../../../src/domain/wake/request.ts';
import { defective, PLACE, PLACE_WITH_CANARY, PRINTED } from '../../../builders/printed-manifests.ts';
import { FLEET } from '../answers.ts';
import { towpath } from '../harness.ts';
import { SCHEMAS } from './manifest-schemas.ts';

const fleet = { 'GET /api/fleet': FLEET };
const print = (...argv: string[]) => towpath(['agent', ...argv], fleet);

/** The objects of a file, each as its schema has it. */
function read(text: string) {
  return parseAllDocuments(text).map((document) => {
    expect(document.errors).toEqual([]);
    const value = document.toJS();
    const { success, error } = SCHEMAS[value.kind]?.safeParse(value) ?? { success: false, error: value.kind };
    expect(success, `${value.kind} ${value.metadata?.name}: ${JSON.stringify(error)}`).toBe(true);
    return value;
  });
}

// Of the very same, test/flux/manifest-cases.ts asks an API server with the agents' own definitions.
describe('agent', () => {
  it.each(Object.entries(PRINTED))('prints what the API server takes: %s', (_, text) => {
    expect(read(text).length).toBeGreaterThan(0);
  });

  it.each(defective())('would be found out: $defect', ({ kind, manifest }) => {
    expect(SCHEMAS[kind]?.safeParse(manifest).success).toBe(false);
  });
});

describe('agent flux', () => {
  it('prints what the API server takes', () => {
    const objects = read(fluxManifests(PLACE));
    expect(objects.map(({ kind }) => kind)).toEqual([
      'Provider',
      'Alert',
      'GitRepository',
      'Kustomization',
      'Kustomization',
    ]);
    expect(objects[0].spec).toMatchObject({
      type: 'generic-hmac',
      address: 'https://towpath.example.com/v1/health/flux/prod-eu-1',
      timeout: '55s',
    });
    expect(objects[1].spec.eventMetadata).toEqual({ cluster: 'prod-eu-1' });
    expect(objects[1].spec.exclusionList).toEqual([EXCLUDED]);
    expect(objects[2].spec).toMatchObject({ provider: 'aws', ref: { branch: 'release: 1' } });
    expect(objects[3].spec).toMatchObject({
      path: './apps/checkout/overlays/prod-eu-1',
      sourceRef: { name: 'fleet' },
    });
    expect(objects[4].spec).toMatchObject({
      path: './apps/#1: odd',
      sourceRef: { namespace: 'flux-system' },
    });
  });

  it('prints a Receiver where settings have an address, of the name that Towpath expects', () => {
    const wakeUrl = 'https://flux.prod-eu-1.example.com';
    const text = fluxManifests({ ...PLACE, wakeUrl });
    const receiver = read(text).find(({ kind }) => kind === 'Receiver');
    expect(receiver.metadata).toEqual(RECEIVER);
    expect(receiver.spec.resources).toEqual([{ kind: 'GitRepository', name: 'fleet' }]);
    expect(text).toContain('--for wake');
    expect(argoManifests({ ...PLACE, wakeUrl })).toContain(
      `# Towpath says that there is something new at ${wakeUrl}`,
    );
  });

  it('asks for no AWS credentials where the repository is elsewhere', () => {
    const [, , source] = read(
      fluxManifests({ ...PLACE, repositoryUrl: 'https://github.com/shop/Fleet.git' }),
    );
    expect(source.metadata.name).toBe('fleet');
    expect(source.spec).not.toHaveProperty('provider');
  });

  it('is of the cluster as the pipelines and settings have it', async () => {
    const { code, stdout } = await print('flux', '--cluster', 'prod-eu-1');
    expect(code).toBe(0);
    const objects = read(stdout);
    expect(objects[0].spec.address).toBe('http://towpath.test/v1/health/flux/prod-eu-1');
    expect(objects[2].spec.url).toBe('https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet');
    expect(objects.filter(({ kind }) => kind === 'Kustomization')).toHaveLength(1);
  });

  it.each([
    [
      ['flux', '--cluster', 'nowhere'],
      3,
      'There is no cluster nowhere in .towpath/settings.yaml. There are: dev-eu-1, prod-eu-1, prod-ap-1.',
    ],
    [
      ['flux', '--cluster', 'prod-ap-1'],
      2,
      'By .towpath/settings.yaml, prod-ap-1 has argocd. See: towpath agent argocd --help',
    ],
    [['flux'], 2, "required option '--cluster <name>' not specified"],
    [
      ['argocd', '--cluster', 'prod-ap-1', '--queue', 'towpath'],
      2,
      '"towpath" is not the ARN of a standard queue',
    ],
    [['snapshot', '--cluster', 'prod-eu-1'], 2, "required option '--image <image>' not specified"],
  ])('%j ends with %i', async (argv, code, sentence) => {
    const outcome = await print(...argv);
    expect(outcome).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(sentence) });
  });

  it('needs to be told the address where no image tells the region', async () => {
    const pipelines = FLEET.pipelines.map((pipeline) => ({ ...pipeline, artifacts: [] }));
    const answers = { 'GET /api/fleet': { ...FLEET, pipelines } };
    const argv = ['agent', 'flux', '--cluster', 'prod-eu-1'];
    expect(await towpath(argv, answers)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--repository-url'),
    });
    const told = await towpath([...argv, '--repository-url', 'https://git.example.com/fleet'], answers);
    expect(told).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('url: https://git.example.com/fleet'),
    });
  });
});

describe('agent argocd', () => {
  it('prints what the API server takes, and what the notifications engine reads', async () => {
    const { stdout } = await print('argocd', '--cluster', 'prod-ap-1');
    const [{ data }] = read(stdout);
    const service = parse(data['service.webhook.towpath']);
    expect(service).toMatchObject({
      url: 'http://towpath.test/v1/health/argocd/prod-ap-1',
      retryMax: 6,
      retryWaitMin: 1_000_000_000,
    });
    expect(service.headers).toContainEqual({ name: 'Authorization', value: 'Bearer $towpath-token' });
    const Trigger = z.strictObject({
      when: z.string(),
      oncePer: z.optional(z.string()),
      send: z.array(z.literal('towpath')),
    });
    expect(z.array(Trigger).parse(parse(data['trigger.towpath']))).toHaveLength(6);
    const { message, webhook } = parse(data['template.towpath']);
    expect(webhook.towpath).toEqual({ method: 'POST', body: message });
  });

  it('sends to a queue instead', async () => {
    const queue = 'arn:aws:sqs:eu-west-1:111122223333:towpath-reports';
    const { stdout } = await print('argocd', '--cluster', 'prod-ap-1', '--queue', queue);
    const [{ data }] = read(stdout);
    expect(data).not.toHaveProperty('service.webhook.towpath');
    expect(parse(data['service.awssqs.towpath'])).toEqual({
      region: 'eu-west-1',
      queue: 'towpath-reports',
      account: '111122223333',
    });
  });

  it('subscribes each Application', () => {
    const [, application] = read(argoManifests(PLACE));
    expect(application.metadata.annotations).toEqual({
      'notifications.argoproj.io/subscribe.towpath.towpath': '',
    });
    expect(application.spec.source).toMatchObject({
      path: 'apps/checkout/overlays/prod-eu-1',
      targetRevision: 'release: 1',
    });
  });
});

describe('agent argocd, of a target whose files something else renders', () => {
  const values = {
    overlay: 'apps/search/values',
    namespace: 'argocd',
    name: 'search',
    files: ['apps/search/a.yaml'],
  };

  it('prints no Application that would replace the one that is there, and says so', () => {
    const text = argoManifests({ ...PLACE, targets: [...PLACE.targets, values] });
    const names = read(text).flatMap(({ kind, metadata }) => (kind === 'Application' ? [metadata.name] : []));
    expect(names).toEqual(['checkout', 'cart']);
    expect(text).toContain(
      '# Not here: the Application argocd/search, since only you know what renders apps/search/a.yaml.',
    );
  });

  it('is told which those are', async () => {
    const pipelines = FLEET.pipelines.map((pipeline) => ({
      ...pipeline,
      stages: pipeline.stages.map((stage) => ({
        ...stage,
        targets: stage.targets.map((target) => ({ ...target, files: ['values.yaml'] })),
      })),
    }));
    const { stdout } = await towpath(['agent', 'argocd', '--cluster', 'prod-ap-1'], {
      'GET /api/fleet': { ...FLEET, pipelines },
    });
    expect(stdout).not.toContain('kind: Application');
  });
});

describe('agent flagger', () => {
  it('prints the webhooks of each Canary, with the token to be put in by Flux', () => {
    const text = flaggerManifests(PLACE_WITH_CANARY);
    const [canary] = read(text);
    expect(canary.metadata).toEqual({ name: 'checkout', namespace: 'shop' });
    const { webhooks } = canary.spec.analysis;
    expect(webhooks.map(({ type }: { type: string }) => type).sort()).toEqual([...CANARY_HOOKS].sort());
    expect(webhooks[0]).toMatchObject({
      url: 'https://towpath.example.com/v1/health/flagger/prod-eu-1/confirm-rollout',
      metadata: { towpath: '${towpath_flagger_token}', pipeline: 'checkout', stage: 'prod' },
    });
    // What asks is asked again anyway; what tells is told once.
    for (const { type, retries } of webhooks)
      expect(retries, type).toBe(['event', 'post-rollout'].includes(type) ? 3 : undefined);
  });

  it('is of the targets that say so', async () => {
    const pipelines = FLEET.pipelines.map((pipeline) => ({
      ...pipeline,
      stages: pipeline.stages.map((stage) => ({
        ...stage,
        targets: stage.targets.map((target) => ({
          ...target,
          canary: { namespace: 'shop', name: pipeline.name, state: 'unknown', sentence: '' },
        })),
      })),
    }));
    const argv = ['agent', 'flagger', '--cluster', 'prod-eu-1'];
    const { code, stdout } = await towpath(argv, { 'GET /api/fleet': { ...FLEET, pipelines } });
    expect(code).toBe(0);
    expect(read(stdout).map(({ kind }) => kind)).toContain('Canary');
    expect(await print('flagger', '--cluster', 'prod-eu-1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('No target on prod-eu-1 has a canary.'),
    });
  });
});

describe('agent snapshot', () => {
  it('reads canaries where there are any', () => {
    const choices = { agent: 'flux', schedule: '*/5 * * * *', image: 'tools:1' } as const;
    const objects = read(snapshotManifests(PLACE_WITH_CANARY, choices));
    expect(objects[2].rules).toContainEqual({
      apiGroups: ['flagger.app'],
      resources: ['canaries'],
      verbs: ['get', 'list'],
    });
    const [container] = objects[4].spec.jobTemplate.spec.template.spec.containers;
    expect(container.args[0]).toContain('.io,canaries.flagger.app${helm:+,');
  });

  it.each(['flux', 'argocd'] as const)('prints a CronJob for %s that sends what it reads', (agent) => {
    const objects = read(snapshotManifests(PLACE, { agent, schedule: '*/5 * * * *', image: 'tools:1' }));
    expect(objects.map(({ kind }) => kind)).toEqual([
      'Namespace',
      'ServiceAccount',
      'ClusterRole',
      'ClusterRoleBinding',
      'CronJob',
    ]);
    const [container] = objects[4].spec.jobTemplate.spec.template.spec.containers;
    expect(container.args[0]).toContain('https://towpath.example.com/v1/health/snapshot/prod-eu-1');
  });

  it('may read those objects and no others', () => {
    const [, , flux] = read(snapshotManifests(PLACE, { agent: 'flux', schedule: '0 * * * *', image: 'a:1' }));
    expect(flux.rules).toEqual([
      { apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'], verbs: ['get', 'list'] },
      { apiGroups: ['helm.toolkit.fluxcd.io'], resources: ['helmreleases'], verbs: ['get', 'list'] },
      {
        apiGroups: ['apiextensions.k8s.io'],
        resources: ['customresourcedefinitions'],
        resourceNames: ['helmreleases.helm.toolkit.fluxcd.io'],
        verbs: ['get'],
      },
    ]);
  });

  it('lists HelmReleases only where the API server knows them: else kubectl would list nothing', () => {
    expect(snapshotScript(PLACE, 'flux').split('\n').slice(2, 5)).toEqual([
      'helm=$(kubectl get customresourcedefinitions helmreleases.helm.toolkit.fluxcd.io --ignore-not-found -o name)',
      `kinds=kustomizations.kustomize.toolkit.fluxcd.io\${helm:+,helmreleases.helm.toolkit.fluxcd.io}`,
      'kubectl get "$kinds" -A -o json > snapshot',
    ]);
    expect(snapshotScript(PLACE, 'argocd')).toContain(
      '\nkinds=applications.argoproj.io\nkubectl get "$kinds" -A',
    );
  });

  it('is of the kind of agent that the cluster has', async () => {
    const { stdout } = await print(
      'snapshot',
      '--cluster',
      'prod-ap-1',
      '--image',
      'tools:1',
      '--schedule',
      '0 * * * *',
    );
    const objects = read(stdout);
    expect(objects[2].rules).toEqual([
      { apiGroups: ['argoproj.io'], resources: ['applications'], verbs: ['get', 'list'] },
    ]);
    expect(objects[4].spec.schedule).toBe('0 * * * *');
  });
});
