import * as z from 'zod/mini';

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
export const SCHEMAS: Readonly<Record<string, z.ZodMiniType>> = {
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
        exclusionList: z.array(z.string()),
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
  Receiver: object(
    'notification.toolkit.fluxcd.io/v1',
    'Receiver',
    {
      spec: z.strictObject({
        type: z.enum(['generic', 'generic-hmac']),
        secretRef: named,
        resources: z.array(
          z.strictObject({ kind: z.enum(['GitRepository', 'OCIRepository', 'Bucket']), name: z.string() }),
        ),
      }),
    },
    'flux-system',
  ),
  Canary: z.strictObject({
    apiVersion: z.literal('flagger.app/v1beta1'),
    kind: z.literal('Canary'),
    metadata: z.strictObject({ name: z.string(), namespace: z.string() }),
    spec: z.strictObject({
      analysis: z.strictObject({
        webhooks: z.array(
          z.strictObject({
            name: z.string(),
            type: z.enum([
              'confirm-rollout',
              'pre-rollout',
              'rollout',
              'confirm-promotion',
              'post-rollout',
              'event',
              'rollback',
              'confirm-traffic-increase',
            ]),
            url: z.url(),
            timeout: z.string().check(z.regex(/^[0-9]+(m|s)/)),
            retries: z.optional(z.int()),
            metadata: z.record(z.string(), z.string()),
          }),
        ),
      }),
    }),
  }),
  Namespace: object('v1', 'Namespace', {}),
  ServiceAccount: object('v1', 'ServiceAccount', {}, 'towpath'),
  ClusterRole: object('rbac.authorization.k8s.io/v1', 'ClusterRole', {
    rules: z.array(
      z.strictObject({
        apiGroups: z.array(z.string()),
        resources: z.array(
          z.enum(['kustomizations', 'helmreleases', 'applications', 'canaries', 'customresourcedefinitions']),
        ),
        resourceNames: z.optional(z.array(z.string())),
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
