import type { FunctionManifest } from './manifest-types.ts';

/** Part of the manifest (manifest.ts). */
export const sweep = {
  description: 'Finds pushes, commits, answers and executions that no event told of, and repairs them',
  // Less than the schedule, so that one sweep is over before the next.
  timeoutSeconds: 240,
  memoryMegabytes: 512,
  access: [
    'table:read',
    'table:write',
    'repository:read',
    'pull-requests:read',
    'pull-requests:write',
    'images:read',
    'labels:read',
    'change-queue:send',
    'dead-letters:count',
    'executions:start',
    'executions:answer',
    'executions:read',
  ],
  trigger: { kind: 'schedule', everyMinutes: 5 },
} as const satisfies FunctionManifest;
