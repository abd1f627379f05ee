import { describeScenarios } from './run-folders.ts';

describeScenarios(['bundles']);
