import { after } from './after.ts';
import { approval } from './approval.ts';
import { freeze } from './freeze.ts';
import type { AnyGate } from './gate.ts';
import { hold } from './hold.ts';
import { pullRequest } from './pull-request.ts';
import { soak } from './soak.ts';
import { stop } from './stop.ts';

/**
 * Every gate there is: a new one is a file and a line here (docs/adding-a-gate.md). This is the order in which they answer,
 * but that those of the pipeline file's `gates` come last, and in the order of the file.
 */
export const GATES: readonly AnyGate[] = [stop, hold, after, soak, approval, freeze, pullRequest];
