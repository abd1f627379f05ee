import { PROPOSAL_BRANCHES } from '../src/contract.ts';
import type { FunctionManifest } from './manifest-types.ts';

/** Part of the manifest (manifest.ts). */
export const syncPullRequests = {
  description: 'Makes pull requests follow the promotions that wait for approval, and votes follow them',
  timeoutSeconds: 60,
  memoryMegabytes: 512,
  access: [
    'table:read',
    'table:write',
    'repository:read',
    'pull-requests:read',
    'pull-requests:write',
    'executions:answer',
    'dead-letters:send',
  ],
  trigger: {
    kind: 'rules',
    rules: [
      // Of stages that do not ask by pull request no event comes here.
      {
        name: 'propose-by-pull-request',
        own: true,
        pattern: {
          source: ['towpath'],
          'detail-type': ['Gates Closed', 'Change Returned'],
          detail: { fact: { gates: { via: ['pull-request'] } } },
        },
      },
      {
        name: 'sync-pull-requests',
        own: true,
        pattern: {
          source: ['towpath'],
          'detail-type': [
            'Votes Dropped',
            'Change Returned',
            'Wave Committed',
            'Promotion Succeeded',
            'Promotion Superseded',
            'Promotion Rejected',
            'Promotion Failed',
          ],
          detail: { fact: { pullRequest: [{ exists: true }] } },
        },
      },
      {
        name: 'pull-request-changed',
        pattern: {
          source: ['aws.codecommit'],
          'detail-type': ['CodeCommit Pull Request State Change'],
          detail: {
            repositoryNames: ['${repository}'],
            sourceReference: [{ prefix: `refs/heads/${PROPOSAL_BRANCHES}` }],
          },
        },
      },
    ],
  },
} as const satisfies FunctionManifest;
