import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const NAMES = {
  v1: ['ConfigMap', 'Namespace', 'Secret', 'ServiceAccount'],
  'batch/v1': ['CronJob'],
  'rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding'],
  'notification.toolkit.fluxcd.io/v1beta3': ['Provider', 'Alert'],
  'notification.toolkit.fluxcd.io/v1': ['Receiver'],
  'source.toolkit.fluxcd.io/v1': ['GitRepository', 'OCIRepository'],
  'kustomize.toolkit.fluxcd.io/v1': ['Kustomization'],
  'helm.toolkit.fluxcd.io/v2': ['HelmRelease'],
  'argoproj.io/v1alpha1': ['Application'],
  'flagger.app/v1beta1': ['Canary'],
} as const;
const OF_THE_CLUSTER: readonly string[] = ['Namespace', 'ClusterRole', 'ClusterRoleBinding'];

const plural = (kind: string): string => `${kind.toLowerCase().replace(/y$/, 'ie')}s`;

const resources = (groupVersion: keyof typeof NAMES) => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion,
  resources: NAMES[groupVersion].map((kind) => ({
    name: plural(kind),
    singularName: kind.toLowerCase(),
    namespaced: !OF_THE_CLUSTER.includes(kind),
    kind,
    verbs: ['get', 'list', 'create', 'patch'],
  })),
});

function groups() {
  const versions = Object.keys(NAMES).filter((groupVersion) => groupVersion.includes('/'));
  const names = [...new Set(versions.map((groupVersion) => groupVersion.split('/')[0]))];
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: names.map((name) => {
      const own = versions
        .filter((groupVersion) => groupVersion.startsWith(`${name}/`))
        .map((groupVersion) => ({ groupVersion, version: groupVersion.split('/')[1] }));
      return { name, versions: own, preferredVersion: own[0] };
    }),
  };
}

function answer(path: string): object | undefined {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  if (path === '/apis') return groups();
  const groupVersion = path.replace(/^\/apis?\//, '');
  return Object.hasOwn(NAMES, groupVersion) ? resources(groupVersion as keyof typeof NAMES) : undefined;
}

/** An API server as far as a dry run of kubectl asks it: what kinds there are, and that no object is there yet. */
export async function startDiscovery(): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const found = answer(new URL(request.url ?? '/', 'http://localhost').pathname);
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    const missing = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 };
    response.end(JSON.stringify(found ?? missing));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}`, close };
}
