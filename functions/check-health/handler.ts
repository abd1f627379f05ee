import { checkHealth } from '../../src/app/check-health.ts';
import { createPorts } from '../runtime.ts';
import { promotionTask } from '../task-input.ts';

const ports = createPorts('check-health');

export const handler = (input: unknown) => checkHealth(ports, promotionTask.parse(input));
