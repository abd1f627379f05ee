import { beforeEach, expect, it } from 'vitest';
import { LambdaClosedError } from '../../../../../local/services/lambda/types.ts';
import { createScheduler, type Scheduler } from '../../../../../local/services/scheduler/scheduler.ts';
import { VirtualClock } from '../../../../../local/virtual-clock.ts';

const MINUTE = 60_000;

let clock: VirtualClock;
let invoked: { functionName: string; event: unknown }[];
let logged: string[];
let failure: Error | undefined;
let scheduler: Scheduler;

beforeEach(() => {
  clock = new VirtualClock('2026-11-20T12:00:00Z');
  [invoked, logged, failure] = [[], [], undefined];
  scheduler = createScheduler({
    schedules: [{ name: 'towpath-sweep', functionName: 'sweep', everyMinutes: 5 }],
    lambda: {
      invokeAsync: async (functionName, event) => {
        invoked.push({ functionName, event });
        if (failure) throw failure;
      },
    },
    account: { accountId: '111122223333', region: 'eu-west-1' },
    clock,
    firstAfterMs: MINUTE,
    newId: () => 'id',
    log: (line) => logged.push(line),
  });
  scheduler.start();
});

it('runs a function a while after the start and then at its rate', async () => {
  await clock.advance(MINUTE - 1);
  expect(invoked).toEqual([]);
  await clock.advance(1);
  expect(invoked).toHaveLength(1);
  await clock.advance(10 * MINUTE);
  expect(invoked).toHaveLength(3);
});

it('says what the event is, as EventBridge does', async () => {
  await clock.advance(MINUTE);
  expect(invoked).toEqual([
    {
      functionName: 'sweep',
      event: {
        version: '0',
        id: 'id',
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account: '111122223333',
        time: '2026-11-20T12:01:00Z',
        region: 'eu-west-1',
        resources: ['arn:aws:events:eu-west-1:111122223333:rule/towpath-sweep'],
        detail: {},
      },
    },
  ]);
});

it('goes on after a run that failed, and logs it', async () => {
  failure = new Error('no worker');
  await clock.advance(6 * MINUTE);
  expect(invoked).toHaveLength(2);
  expect(logged[0]).toBe('The schedule towpath-sweep could not run: Error: no worker');
});

it('has nothing to say of a run that the end of the cloud cut short', async () => {
  failure = new LambdaClosedError('sweep');
  await clock.advance(MINUTE);
  expect(logged).toEqual([]);
});

it('ends when it is closed', async () => {
  scheduler.close();
  await clock.advance(20 * MINUTE);
  expect(invoked).toEqual([]);
  expect(clock.pending).toBe(0);
});
