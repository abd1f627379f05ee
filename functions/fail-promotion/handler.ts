import { failPromotion } from '../../src/app/fail-promotion.ts';
import { createPorts } from '../runtime.ts';
import { failureTask } from '../task-input.ts';

const ports = createPorts('fail-promotion');

export const handler = (input: unknown) => failPromotion(ports, failureTask.parse(input));
