import { defineConfig } from 'vitest/config';

const node = { environment: 'node', globals: false } as const;
/**
 * Loading every module anew for every file would take twice the time of the tests themselves. So files share their
 * modules: what one changes outside itself it must put back. Threads are told less dearly than processes what to load.
 * The time limit is against hanging: how fast they are is seen by their sum, and a busy machine must not fail one.
 */
const quick = { ...node, isolate: false, pool: 'threads', testTimeout: 30_000 } as const;

/** An installation waits as much as it works: one more than there are cores of the smallest machine; not beside the quick ones. */
const slow = { maxWorkers: 3, sequence: { groupOrder: 1 } } as const;

export default defineConfig({
  test: {
    // Vitest would leave one core free: on two cores that is half of them.
    maxWorkers: '100%',
    // What was transformed once is kept beside the modules: the second run of the quick tests takes two thirds of the first.
    experimental: { fsModuleCache: true },
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
          ...quick,
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}', 'test/*.test.ts'],
          exclude: ['**/*.property.test.ts'],
          restoreMocks: true,
          unstubEnvs: true,
          unstubGlobals: true,
        },
      },
      // What holds for any input: many runs each, so not among the quick ones. They lie beside what they are about.
      { test: { ...quick, name: 'property', include: ['test/unit/**/*.property.test.ts'] } },
      // Adapters and the local cloud against what AWS documents; they start processes, which threads do less well.
      { test: { ...quick, pool: 'forks', name: 'contract', include: ['test/contract/**/*.test.ts'] } },
      // Whole use cases on fakes, interrupted or robbed of events at every point.
      { test: { ...quick, ...slow, name: 'simulation', include: ['test/simulation/**/*.test.ts'] } },
      {
        test: {
          ...node,
          ...slow,
          name: 'integration',
          // Files side by side on a fresh clone would race to make dist/.
          globalSetup: ['test/integration/support/build.ts'],
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
