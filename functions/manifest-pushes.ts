import type { FunctionManifest } from './manifest-types.ts';

/** Whatever appears somewhere and may be, or be a part of, a release. */
export const imagePushed = {
  description: 'Turns pushed images, charts and git tags into releases and starts their first promotions',
  timeoutSeconds: 60,
  memoryMegabytes: 512,
  access: [
    'table:read',
    'table:write',
    'labels:read',
    'executions:start',
    'executions:answer',
    'dead-letters:send',
  ],
  trigger: {
    kind: 'rules',
    rules: [
      {
        name: 'image-pushed',
        forwarded: true,
        pattern: {
          source: ['aws.ecr'],
          'detail-type': ['ECR Image Action'],
          detail: {
            'action-type': ['PUSH'],
            result: ['SUCCESS'],
            'image-tag': [{ 'anything-but': '' }],
          },
        },
      },
      {
        name: 'git-tagged',
        pattern: {
          source: ['aws.codecommit'],
          'detail-type': ['CodeCommit Repository State Change'],
          detail: { event: ['referenceCreated', 'referenceUpdated'], referenceType: ['tag'] },
        },
      },
    ],
  },
} as const satisfies FunctionManifest;
