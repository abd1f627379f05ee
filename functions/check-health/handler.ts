import { checkHealth } from '../../src/app/check-health.ts';
import { clock, health, ledger, repository } from '../adapters.ts';
import { createPorts } from '../runtime.ts';
import { promotionTask } from '../task-input.ts';

const ports = createPorts('check-health', { clock, health, ledger, repository });

export const handler = (input: unknown) => checkHealth(ports, promotionTask.parse(input));
