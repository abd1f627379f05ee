import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'page',
    root: join(import.meta.dirname, '../..'),
    include: ['test/page/*.test.ts'],
    globalSetup: ['test/integration/support/build.ts'],
    // One browser at a time: what it measures is its own.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
