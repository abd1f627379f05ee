import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findWorkload } from '../../../../local/agents/workload.ts';

const FLEET = join(import.meta.dirname, '../../../../examples/fleet');

const inFleet = (path: string): string | undefined => {
  try {
    return readFileSync(join(FLEET, path), 'utf8');
  } catch {
    return undefined;
  }
};
const find = (read: (path: string) => string | undefined, overlay: string, name: string) =>
  findWorkload({ read: async (_, path) => read(path) }, 'c', { overlay, name });

it.each([
  ['apps/checkout/overlays/prod-eu-1', 'checkout', 'Deployment/checkout/checkout'],
  ['apps/search/overlays/dev', 'search', 'HelmRelease/search/search'],
  ['apps/search/values', 'search', 'Deployment/default/search'],
])('what %s waits for', async (overlay, name, workload) => {
  expect(await find(inFleet, overlay, name)).toBe(workload);
});

it.each([
  [{ 'a/kustomization.yaml': '' }, 'Deployment/default/app'],
  [{ 'a/Kustomization': 'namespace: shop' }, 'Deployment/shop/app'],
  [
    { 'a/kustomization.yml': 'resources: [x.yaml, 3]', 'a/x.yaml': 'kind: Deployment\n' },
    'Deployment/default/app',
  ],
  [{ 'a/kustomization.yaml': 'resources: [x.yaml]', 'a/x.yaml': 'a: *nowhere' }, 'Deployment/default/app'],
  [
    {
      'a/kustomization.yaml': 'namespace: outer\nresources: [../b]',
      'b/kustomization.yaml': 'namespace: inner\nresources: [x.yaml]',
      'b/x.yaml':
        'kind: Service\nmetadata: { name: x }\n---\nkind: StatefulSet\nmetadata: { name: db, namespace: own }\n',
    },
    'StatefulSet/outer/db',
  ],
] as [Record<string, string>, string][])('%j is %s', async (files, workload) => {
  expect(await find((path) => files[path], 'a', 'app')).toBe(workload);
});
