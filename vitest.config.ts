import { defineConfig } from 'vitest/config';

const node = { environment: 'node', globals: false } as const;

export default defineConfig({
  test: {
    // Vitest would leave one core free: on two cores that is half of them.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: {
        lines: 95,
        functions: 95,
        statements: 95,
        'src/domain/**': { lines: 100, functions: 100, statements: 100 },
      },
    },
    projects: [
      {
        test: {
          ...node,
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}', 'test/*.test.ts'],
          // Loading every module anew for every file would take twice the time of the tests themselves. So the files
          // share their modules: what a file changes outside itself it must put back.
          isolate: false,
          // Against hanging; how fast they are is seen by their sum, and a busy machine must not fail one.
          testTimeout: 30_000,
          restoreMocks: true,
          unstubEnvs: true,
          unstubGlobals: true,
        },
      },
      // Whole use cases on fakes, interrupted or robbed of events at every point.
      {
        test: {
          ...node,
          name: 'simulation',
          include: ['test/simulation/**/*.test.ts'],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      { test: { ...node, name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 30_000 } },
      {
        test: {
          ...node,
          name: 'integration',
          // Files side by side on a fresh clone would race to make dist/.
          globalSetup: ['test/integration/support/build.ts'],
          // Each file boots an installation, which waits more than it works: one more than there are cores of the
          // smallest machine, and not beside the quick ones.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
