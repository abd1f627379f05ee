import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { toEnvelope } from '../eventbridge/event.ts';
import type { Lambda } from '../lambda/lambda.ts';
import type { Account } from '../lambda/names.ts';
import { LambdaClosedError } from '../lambda/types.ts';

export interface Schedule {
  readonly name: string;
  readonly functionName: string;
  readonly everyMinutes: number;
}

export interface SchedulerOptions {
  readonly schedules: readonly Schedule[];
  readonly lambda: Pick<Lambda, 'invokeAsync'>;
  readonly account: Account;
  readonly clock: Clock;
  /** From the start to the first run: what a crash left under way is to go on by itself first. */
  readonly firstAfterMs: number;
  readonly newId?: () => string;
  readonly log?: (line: string) => void;
}

export interface Scheduler {
  start(): void;
  close(): void;
}

/** EventBridge's rules with a rate: the function gets a `Scheduled Event` every so many minutes, late or not at all. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { account, clock, lambda, firstAfterMs, newId = randomUUID, log = console.error } = options;
  const cancels = new Map<string, () => void>();

  async function run({ name, functionName }: Schedule): Promise<void> {
    const arn = `arn:aws:events:${account.region}:${account.accountId}:rule/${name}`;
    const scheduled = {
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      resources: [arn],
      detail: {},
    };
    try {
      await lambda.invokeAsync(functionName, toEnvelope(scheduled, account, clock, newId));
    } catch (error) {
      if (!(error instanceof LambdaClosedError)) log(`The schedule ${name} could not run: ${error}`);
    }
  }

  function arm(schedule: Schedule, milliseconds: number): void {
    const cancel = clock.after(milliseconds, () => {
      arm(schedule, schedule.everyMinutes * 60_000);
      void run(schedule);
    });
    cancels.set(schedule.name, cancel);
  }

  return {
    start() {
      for (const schedule of options.schedules) arm(schedule, firstAfterMs);
    },
    close() {
      for (const cancel of cancels.values()) cancel();
      cancels.clear();
    },
  };
}
