import { commitChanges } from '../../src/app/commit-changes.ts';
import { createPorts } from '../runtime.ts';

const ports = createPorts('commit-changes');

/** The messages only say that changes wait; what waits is in the table. When it throws, SQS delivers them again. */
export const handler = () => commitChanges(ports);
