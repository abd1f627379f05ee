import type { FunctionManifest } from './manifest-types.ts';

/**
 * Part of the manifest (manifest.ts). Of its own, because a redrive does what every other function would have done: so the
 * page needs neither the code for it nor the right to empty queues.
 */
export const serveOperations = {
  description: 'Checks the installation, shows dead letters and handles them again, for those who run it',
  // API Gateway gives up after 30 seconds.
  timeoutSeconds: 30,
  memoryMegabytes: 512,
  access: [
    'table:read',
    'table:write',
    'repository:read',
    'labels:read',
    'change-queue:send',
    'chat-queue:send',
    'dead-letters:redrive',
    'executions:start',
    'executions:answer',
  ],
  trigger: {
    kind: 'http',
    routes: [
      { method: 'GET', path: '/api/check-up', authorization: 'people' },
      { method: 'GET', path: '/api/dead-letters', authorization: 'people' },
      { method: 'POST', path: '/api/dead-letters/redrive', authorization: 'people' },
      { method: 'GET', path: '/iam/api/check-up', authorization: 'callers' },
      { method: 'GET', path: '/iam/api/dead-letters', authorization: 'callers' },
      { method: 'POST', path: '/iam/api/dead-letters/redrive', authorization: 'callers' },
    ],
  },
} as const satisfies FunctionManifest;
