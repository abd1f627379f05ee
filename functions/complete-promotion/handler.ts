import { completePromotion } from '../../src/app/complete-promotion.ts';
import { createPorts } from '../runtime.ts';
import { promotionTask } from '../task-input.ts';

const ports = createPorts('complete-promotion');

export const handler = (input: unknown) => completePromotion(ports, promotionTask.parse(input));
