import { type Harness, machine } from './harness.ts';

/** When every harness begins, in seconds as the API tells them. */
export const START = Date.parse('2026-01-01T00:00:00.000Z') / 1000;
export const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:machine';
export const EXECUTION = 'arn:aws:states:eu-west-1:111122223333:execution:machine:run';
export const WAITING = machine({ W: { Type: 'Wait', Seconds: 60 } });
export const ROLE = 'arn:aws:iam::111122223333:role/states';

export const create = (harness: Harness, definition: object, more: object = {}) =>
  harness.call('CreateStateMachine', {
    name: 'machine',
    definition: JSON.stringify(definition),
    roleArn: ROLE,
    ...more,
  });
