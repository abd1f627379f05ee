import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Rows of the local cloud that move its clock, or name its account: Amazon's engine has neither. */
const OF_THE_LOCAL_CLOUD = [
  'are active as soon as they are made',
  'once in ten minutes',
  'deletes items once they have expired',
  'sets no timer',
  'spares an item',
];

/** Rows where DynamoDB Local differs from what AWS documents of the service: docs/fidelity.md. */
const DIFFERENT_THERE = [
  'are refused with the errors of DynamoDB',
  'names the item that is not valid',
  'refuses an update without expression',
];

export default defineConfig({
  test: {
    name: 'dynamodb-local',
    root: join(import.meta.dirname, '../..'),
    include: [
      'test/dynamodb-local/*.test.ts',
      'test/contract/local/dynamodb/{items,refusals,tables,transactions}.test.ts',
    ],
    globalSetup: [join(import.meta.dirname, 'global-setup.ts')],
    testNamePattern: new RegExp(`^(?!.*(${[...OF_THE_LOCAL_CLOUD, ...DIFFERENT_THERE].join('|')}))`),
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
