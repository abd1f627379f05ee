import { completePromotion } from '../../src/app/complete-promotion.ts';
import { clock, ledger, log, waits, workflow } from '../adapters.ts';
import { createPorts } from '../runtime.ts';
import { logged, promotionTask } from '../task-input.ts';

const ports = createPorts('complete-promotion', { clock, ledger, log, waits, workflow });

export const handler = logged(ports, promotionTask, (input) => completePromotion(ports, input));
