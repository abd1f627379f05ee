import { requestChange } from '../../src/app/request-change.ts';
import { createPorts } from '../runtime.ts';
import { callbackTask } from '../task-input.ts';

const ports = createPorts('request-change');

export const handler = (input: unknown) => requestChange(ports, callbackTask.parse(input));
