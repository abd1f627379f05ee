import type { FunctionManifest } from './manifest-types.ts';

/** Whatever appears somewhere and may be, or be a part of, a release. */
export const imagePushed = {
  description: 'Turns an image pushed to ECR into releases and starts their first promotions',
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
    ],
  },
} as const satisfies FunctionManifest;
