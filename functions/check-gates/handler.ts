import { checkGates } from '../../src/app/check-gates.ts';
import { clock, configuration, ledger, log, repository } from '../adapters.ts';
import { createPorts } from '../runtime.ts';
import { logged, promotionTask } from '../task-input.ts';

const ports = createPorts('check-gates', { clock, configuration, ledger, log, repository });

export const handler = logged(ports, promotionTask, (input) => checkGates(ports, input));
