import { requestChange } from '../../src/app/request-change.ts';
import { changes, clock, ledger, repository, workflow } from '../adapters.ts';
import { createPorts } from '../runtime.ts';
import { callbackTask } from '../task-input.ts';

const ports = createPorts('request-change', { changes, clock, ledger, repository, workflow });

export const handler = (input: unknown) => requestChange(ports, callbackTask.parse(input));
