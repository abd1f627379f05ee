import { awaitChange } from '../../src/app/await-change.ts';
import { createPorts } from '../runtime.ts';
import { awaitTask } from '../task-input.ts';

const ports = createPorts('await-change');

export const handler = (input: unknown) => awaitChange(ports, awaitTask.parse(input));
