import { describeScenarios } from './run-folders.ts';

describeScenarios(['pull-requests']);
