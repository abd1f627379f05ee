import { checkHealth } from '../../src/app/check-health.ts';
import { clock, health, ledger, log, repository, waits, workflow } from '../adapters.ts';
import { createPorts } from '../runtime.ts';
import { logged, promotionTask } from '../task-input.ts';

const ports = createPorts('check-health', { clock, health, ledger, log, repository, waits, workflow });

export const handler = logged(ports, promotionTask, (input) => checkHealth(ports, input));
