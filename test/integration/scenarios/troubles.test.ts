import { expect, it } from 'vitest';
import { describeScenarios, foldersWithScenarios } from './run-folders.ts';

const TROUBLES = ['drift', 'canaries', 'events', 'failure', 'reports', 'repository', 'stops', 'waking'];

describeScenarios(TROUBLES);

it('no folder of scenarios is left out', () => {
  expect(foldersWithScenarios().sort()).toEqual(
    [...TROUBLES, 'bundles', 'gates', 'order', 'pull-requests', 'waves'].sort(),
  );
});
