import { requestChange } from '../../src/app/request-change.ts';
import { changes, clock, ledger, log, repository, workflow } from '../adapters.ts';
import { createPorts } from '../runtime.ts';
import { callbackTask, logged } from '../task-input.ts';

const ports = createPorts('request-change', { changes, clock, ledger, log, repository, workflow });

export const handler = logged(ports, callbackTask, (input) => requestChange(ports, input));
