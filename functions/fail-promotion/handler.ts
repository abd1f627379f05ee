import { failPromotion } from '../../src/app/fail-promotion.ts';
import { changes, clock, ledger, log, repository, waits, workflow } from '../adapters.ts';
import { createPorts } from '../runtime.ts';
import { failureTask, logged } from '../task-input.ts';

const ports = createPorts('fail-promotion', { changes, clock, ledger, log, repository, waits, workflow });

export const handler = logged(ports, failureTask, (input) => failPromotion(ports, input));
