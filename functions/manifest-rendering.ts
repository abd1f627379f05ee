import type { FunctionManifest } from './manifest-types.ts';

/**
 * Part of the manifest (manifest.ts). Of its own, because it runs a program on what is in the repository: it may read, and
 * nothing else.
 */
export const renderPromotion = {
  description: 'Shows what kustomize makes of the overlays that a promotion would change',
  // API Gateway gives up after 30 seconds.
  timeoutSeconds: 29,
  // A whole core: kustomize is all CPU, and runs twice for each overlay.
  memoryMegabytes: 1769,
  access: ['table:read', 'repository:read'],
  trigger: {
    kind: 'http',
    routes: [
      { method: 'GET', path: '/api/promotions/{id}/rendered', authorization: 'people' },
      { method: 'GET', path: '/iam/api/promotions/{id}/rendered', authorization: 'callers' },
    ],
  },
  layer: 'kustomize',
} as const satisfies FunctionManifest;
