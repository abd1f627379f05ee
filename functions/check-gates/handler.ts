import { checkGates } from '../../src/app/check-gates.ts';
import { createPorts } from '../runtime.ts';
import { promotionTask } from '../task-input.ts';

const ports = createPorts('check-gates');

export const handler = (input: unknown) => checkGates(ports, promotionTask.parse(input));
