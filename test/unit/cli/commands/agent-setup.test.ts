import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import * as z from 'zod/mini';
import { argoManifests } from '../../../../cli/manifests/argocd.ts';
import { fluxManifests } from '../../../../cli/manifests/flux.ts';
import { snapshotManifests } from '../../../../cli/manifests/snapshot.ts';
import {
  clusterKeys,
  deriveClusterKey,
  type KeyPurpose,
  parseKeyRing,
} from '../../../../src/domain/health/cluster-key.ts';
import { FLEET } from '../answers.ts';
import { towpath } from '../harness.ts';

const fleet = { 'GET /api/fleet': FLEET };
const print = (...argv: string[]) => towpath(['agent', ...argv], fleet);

const place = {
  cluster: 'prod-eu-1',
  url: 'https://towpath.example.com',
  repositoryUrl: 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet',
  branch: 'release: 1',
  targets: [
    { overlay: 'apps/checkout/overlays/prod-eu-1', namespace: 'flux-system', name: 'checkout' },
    { overlay: 'apps/#1: odd', namespace: 'shop', name: 'cart' },
  ],
};

const metadata = (namespace?: string) =>
  namespace === undefined
    ? z.strictObject({ name: z.string() })
    : z.strictObject({
        name: z.string(),
        namespace: z.literal(namespace),
        annotations: z.optional(z.record(z.string(), z.string())),
      });
const object = (apiVersion: string, kind: string, rest: z.core.$ZodShape, namespace?: string) =>
  z.strictObject({
    apiVersion: z.literal(apiVersion),
    kind: z.literal(kind),
    metadata: metadata(namespace),
    ...rest,
  });
const named = z.strictObject({ name: z.string() });
const duration = z.string().check(z.regex(/^([0-9]+(ms|s|m|h))+$/));

/** As much of each CRD's schema as is used: what it does not know, or has as another type, is refused as by the API server. */
const SCHEMAS: Readonly<Record<string, z.ZodMiniType>> = {
  Provider: object(
    'notification.toolkit.fluxcd.io/v1beta3',
    'Provider',
    {
      spec: z.strictObject({
        type: z.enum(['generic', 'generic-hmac']),
        address: z.url(),
        timeout: duration,
        secretRef: named,
      }),
    },
    'flux-system',
  ),
  Alert: object(
    'notification.toolkit.fluxcd.io/v1beta3',
    'Alert',
    {
      spec: z.strictObject({
        providerRef: named,
        eventSeverity: z.enum(['info', 'error']),
        eventSources: z.array(
          z.strictObject({ kind: z.enum(['Kustomization', 'HelmRelease']), name: z.string() }),
        ),
        eventMetadata: z.record(z.string(), z.string()),
      }),
    },
    'flux-system',
  ),
  GitRepository: object(
    'source.toolkit.fluxcd.io/v1',
    'GitRepository',
    {
      spec: z.strictObject({
        interval: duration,
        url: z.string().check(z.regex(/^(http|https|ssh):\/\/.*$/)),
        provider: z.optional(z.enum(['generic', 'aws', 'azure', 'github'])),
        ref: z.strictObject({ branch: z.string() }),
      }),
    },
    'flux-system',
  ),
  Kustomization: z.strictObject({
    apiVersion: z.literal('kustomize.toolkit.fluxcd.io/v1'),
    kind: z.literal('Kustomization'),
    metadata: z.strictObject({ name: z.string(), namespace: z.string() }),
    spec: z.strictObject({
      sourceRef: z.strictObject({
        kind: z.enum(['GitRepository', 'OCIRepository', 'Bucket']),
        name: z.string(),
        namespace: z.optional(z.string()),
      }),
      path: z.string(),
      interval: duration,
      retryInterval: duration,
      timeout: duration,
      prune: z.boolean(),
      wait: z.literal(true),
    }),
  }),
  ConfigMap: object('v1', 'ConfigMap', { data: z.record(z.string(), z.string()) }, 'argocd'),
  Application: z.strictObject({
    apiVersion: z.literal('argoproj.io/v1alpha1'),
    kind: z.literal('Application'),
    metadata: z.strictObject({
      name: z.string(),
      namespace: z.string(),
      annotations: z.record(z.string(), z.string()),
    }),
    spec: z.strictObject({
      project: z.string(),
      source: z.strictObject({ repoURL: z.string(), path: z.string(), targetRevision: z.string() }),
      destination: z.strictObject({ server: z.url(), namespace: z.string() }),
      syncPolicy: z.strictObject({
        automated: z.strictObject({ prune: z.boolean(), selfHeal: z.boolean() }),
        retry: z.strictObject({ limit: z.int() }),
      }),
    }),
  }),
  Namespace: object('v1', 'Namespace', {}),
  ServiceAccount: object('v1', 'ServiceAccount', {}, 'towpath'),
  ClusterRole: object('rbac.authorization.k8s.io/v1', 'ClusterRole', {
    rules: z.array(
      z.strictObject({
        apiGroups: z.array(z.string()),
        resources: z.array(z.enum(['kustomizations', 'helmreleases', 'applications'])),
        verbs: z.array(z.enum(['get', 'list'])),
      }),
    ),
  }),
  ClusterRoleBinding: object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', {
    roleRef: z.strictObject({ apiGroup: z.string(), kind: z.literal('ClusterRole'), name: z.string() }),
    subjects: z.array(
      z.strictObject({ kind: z.literal('ServiceAccount'), name: z.string(), namespace: z.string() }),
    ),
  }),
  CronJob: object(
    'batch/v1',
    'CronJob',
    { spec: z.looseObject({ schedule: z.string(), jobTemplate: z.looseObject({}) }) },
    'towpath',
  ),
};

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

describe('agent flux', () => {
  it('prints what the API server takes', () => {
    const objects = read(fluxManifests(place));
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

  it('asks for no AWS credentials where the repository is elsewhere', () => {
    const [, , source] = read(
      fluxManifests({ ...place, repositoryUrl: 'https://github.com/shop/Fleet.git' }),
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
    const [, application] = read(argoManifests(place));
    expect(application.metadata.annotations).toEqual({
      'notifications.argoproj.io/subscribe.towpath.towpath': '',
    });
    expect(application.spec.source).toMatchObject({
      path: 'apps/checkout/overlays/prod-eu-1',
      targetRevision: 'release: 1',
    });
  });
});

describe('agent snapshot', () => {
  it.each([
    ['flux', 'kustomizations.kustomize.toolkit.fluxcd.io,helmreleases.helm.toolkit.fluxcd.io'],
    ['argocd', 'applications.argoproj.io'],
  ] as const)('prints a CronJob for %s that may read those objects and no others', (agent, kinds) => {
    const objects = read(snapshotManifests(place, { agent, schedule: '*/5 * * * *', image: 'tools:1' }));
    expect(objects.map(({ kind }) => kind)).toEqual([
      'Namespace',
      'ServiceAccount',
      'ClusterRole',
      'ClusterRoleBinding',
      'CronJob',
    ]);
    const [container] = objects[4].spec.jobTemplate.spec.template.spec.containers;
    expect(container.args[0]).toContain(`kubectl get ${kinds} -A -o json`);
    expect(container.args[0]).toContain('https://towpath.example.com/v1/health/snapshot/prod-eu-1');
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

describe('agent key', () => {
  const text = JSON.stringify({
    current: '2',
    keys: { 1: Buffer.alloc(32, 1).toString('base64'), 2: Buffer.alloc(32, 2).toString('base64') },
  });
  const stdin = (content: string) => ({
    env: {},
    cwd: '/nowhere',
    stdin: (async function* () {
      yield content;
    })(),
  });
  const key = (argv: string[], content = text, more = {}) =>
    towpath(['agent', 'key', '--cluster', 'prod-eu-1', ...argv], {}, { ...stdin(content), ...more });

  it.each([
    ['flux', 'health'],
    ['argocd', 'argocd'],
    ['snapshot', 'snapshot'],
    ['flagger', 'flagger'],
    ['wake', 'wake'],
  ] as [string, KeyPurpose][])(
    'derives the key for %s as Towpath does, without asking it',
    async (use, purpose) => {
      const { code, stdout, requests } = await key(['--for', use]);
      expect([code, requests]).toEqual([0, []]);
      expect(stdout).toBe(clusterKeys(parseKeyRing(text), 'prod-eu-1', purpose)[0]);
    },
  );

  it('derives that of an older version', async () => {
    const { stdout } = await key(['--for', 'flux', '--key-version', '1']);
    expect(stdout).toBe(deriveClusterKey(new Uint8Array(32).fill(1), '1', 'prod-eu-1'));
  });

  it('shows it on a terminal only when it is told to', async () => {
    const refused = await key(['--for', 'flux'], text, { terminal: 80 });
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('add --show') });
    const shown = await key(['--for', 'flux', '--show'], text, { terminal: 80 });
    expect(shown.stdout).toMatch(/^[0-9a-f]{64}\n$/);
  });

  it.each([
    [['--for', 'flux', '--key-version', '3'], text, 'The key ring has no version "3". It has: 1, 2.'],
    [['--for', 'flux'], 'hush', 'What came from stdin is no key ring.'],
    [['--for', 'flux'], '{"current":1}', 'What came from stdin is no key ring.'],
    [['--for', 'jenkins'], text, 'Allowed choices are flux, argocd, snapshot, flagger, wake'],
  ])('refuses %j', async (argv, content, sentence) => {
    const { code, stdout, stderr } = await key(argv, content);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('hush');
  });
});
