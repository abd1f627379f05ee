import { completePromotion } from '../../src/app/complete-promotion.ts';
import { clock, ledger, waits, workflow } from '../adapters.ts';
import { createPorts } from '../runtime.ts';
import { promotionTask } from '../task-input.ts';

const ports = createPorts('complete-promotion', { clock, ledger, waits, workflow });

export const handler = (input: unknown) => completePromotion(ports, promotionTask.parse(input));
