import { describeScenarios } from './run-folders.ts';

// Two files, so that both cores have something to do.
describeScenarios(['gates', 'order', 'waves']);
