import { failPromotion } from '../../src/app/fail-promotion.ts';
import { changes, clock, ledger, repository, waits, workflow } from '../adapters.ts';
import { createPorts } from '../runtime.ts';
import { failureTask } from '../task-input.ts';

const ports = createPorts('fail-promotion', { changes, clock, ledger, repository, waits, workflow });

export const handler = (input: unknown) => failPromotion(ports, failureTask.parse(input));
