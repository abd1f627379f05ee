import type { FunctionManifest } from './manifest-types.ts';

/** Part of the manifest (manifest.ts). */
export const receiveHealth = {
  description: 'Takes health reports of pull agents and canaries, and snapshots of clusters',
  // API Gateway gives up after 30 seconds.
  timeoutSeconds: 29,
  memoryMegabytes: 512,
  access: ['table:read', 'table:write', 'repository:read', 'executions:answer', 'agent-keys:read'],
  trigger: {
    kind: 'http',
    routes: [
      { method: 'POST', path: '/v1/health/flux/{cluster}', authorization: 'own' },
      { method: 'POST', path: '/v1/health/argocd/{cluster}', authorization: 'own' },
      { method: 'POST', path: '/v1/health/snapshot/{cluster}', authorization: 'own' },
      { method: 'POST', path: '/v1/health/flagger/{cluster}/{hook}', authorization: 'own' },
    ],
  },
} as const satisfies FunctionManifest;

export const receiveQueuedHealth = {
  description: 'Takes health reports that Argo CD puts into the report queue',
  forReportQueue: true,
  timeoutSeconds: 60,
  memoryMegabytes: 512,
  access: ['table:read', 'table:write', 'repository:read', 'executions:answer', 'dead-letters:send'],
  trigger: { kind: 'report-queue', batchSize: 10 },
} as const satisfies FunctionManifest;
