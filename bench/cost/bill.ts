import { type FunctionId, type FunctionManifest, functions } from '../../functions/manifest.ts';
import { ALARMS } from '../../infra/constructs/alarms.ts';
import { LOOK_EVERY_MS } from '../../src/app/sweep/count-dead-letters.ts';
import { METRICS } from '../../src/contract.ts';
import { ALLOWANCES, PRICES, type Price } from './prices.ts';
import { invocationsOf, sum, type Usage } from './usage.ts';

export interface Line {
  readonly what: string;
  readonly amount: number;
  readonly price: Price;
  /** How much of it an account has free of charge each month. */
  readonly free?: number;
}

export const dollars = ({ amount, price }: Line): number => amount * PRICES[price].dollars;

export const total = (lines: readonly Line[]): number => sum(lines.map(dollars));

/** An allowance is of all that is billed at its price together. */
export const afterAllowances = (lines: readonly Line[]): number =>
  sum(
    [...new Set(lines.map(({ price }) => price))].map((price) => {
      const same = lines.filter((line) => line.price === price);
      const free = Math.max(...same.map((line) => line.free ?? 0));
      return Math.max(0, sum(same.map(({ amount }) => amount)) - free) * PRICES[price].dollars;
    }),
  );

/** The lines that Lambda itself writes for each invocation. */
const LOG_BYTES = 350;
const GIGABYTE = 1024 ** 3;

/** What happens once is paid once; `times` of it in a month. */
export function billOf(usage: Usage, times = 1): Line[] {
  const calls = (name: string): number => usage.calls[name] ?? 0;
  const invokedBy = (isIt: (kind: string) => boolean): number =>
    sum(
      Object.entries(usage.invocations).map(([id, { count }]) =>
        isIt(functions[id as FunctionId].trigger.kind) ? count : 0,
      ),
    );
  const gigabyteSeconds = sum(
    Object.entries(usage.invocations).map(
      ([id, { milliseconds }]) =>
        ((functions[id as FunctionId].memoryMegabytes / 1024) * milliseconds) / 1000,
    ),
  );
  const lines: Line[] = [
    line('state transitions', usage.transitions, 'stateTransition', ALLOWANCES.stateTransitions),
    line('Lambda requests', invocationsOf(usage), 'lambdaRequest', ALLOWANCES.lambdaRequests),
    line('Lambda GB-seconds', gigabyteSeconds, 'lambdaGigabyteSecond', ALLOWANCES.lambdaGigabyteSeconds),
    line('DynamoDB write units', usage.writeUnits, 'writeUnit'),
    line('DynamoDB read units', usage.readUnits, 'readUnit'),
    line('events published', usage.eventsPublished, 'eventPublished'),
    // Lambda receives and deletes what was sent.
    line(
      'SQS requests',
      calls('SQS SendMessage') + 2 * invokedBy(isQueue),
      'queueRequest',
      ALLOWANCES.queueRequests,
    ),
    line(
      'HTTP requests',
      invokedBy((kind) => kind === 'http'),
      'httpRequest',
    ),
    line('secret reads', calls('Secrets Manager GetSecretValue'), 'secretRequest'),
    line('commits', calls('CodeCommit CreateCommit'), 'gitRequest', ALLOWANCES.gitRequests),
    // At most: X-Ray samples what comes close together, and an execution with all of its tasks can be one trace.
    line('traces', invocationsOf(usage), 'traceRecorded', ALLOWANCES.traces),
    line('GB of logs', (invocationsOf(usage) * LOG_BYTES) / GIGABYTE, 'logGigabyte', ALLOWANCES.logGigabytes),
  ];
  return lines.filter(({ amount }) => amount > 0).map((one) => ({ ...one, amount: one.amount * times }));
}

const isQueue = (kind: string): boolean => kind.endsWith('queue');

const line = (what: string, amount: number, price: Price, free = 0): Line => ({ what, amount, price, free });

const HOURS = 730;
/** Lambda keeps five long polls of 20 seconds open on every queue that it reads. */
const POLLS_PER_HOUR = (5 * 3_600) / 20;
/** Of a small fleet after some years of promotions. */
const TABLE_GIGABYTES = 0.1;
/** Those that the stack makes. */
const SECRETS = ['agent keys', 'Slack'];
const DEAD_LETTER_QUEUES = ['events', 'changes', 'chat'];
const HOUR_MS = 3_600_000;
/** What the sweep says also when there is nothing to say. */
const IDLE_METRICS = [METRICS.sweepFailed, METRICS.deadLetters];

/** Of what is deployed unless more is asked for. */
const triggers = Object.values<FunctionManifest>(functions)
  .filter(({ forReportQueue }) => !forReportQueue)
  .map(({ trigger }) => trigger);

/** What a month costs in which nothing happens. */
export function idleBill(sweep: Usage): Line[] {
  const queues = triggers.filter(({ kind }) => isQueue(kind)).length;
  const perHour = sum(
    triggers.map((trigger) => (trigger.kind === 'schedule' ? 60 / trigger.everyMinutes : 0)),
  );
  return [
    ...billOf(sweep, perHour * HOURS).map((one) => ({ ...one, what: `sweep: ${one.what}` })),
    line(
      `polls of ${queues} queues by Lambda`,
      queues * POLLS_PER_HOUR * HOURS,
      'queueRequest',
      ALLOWANCES.queueRequests,
    ),
    line(
      `looks of the sweep at ${DEAD_LETTER_QUEUES.length} dead-letter queues`,
      DEAD_LETTER_QUEUES.length * (HOUR_MS / LOOK_EVERY_MS) * HOURS,
      'queueRequest',
      ALLOWANCES.queueRequests,
    ),
    line(`secrets: ${SECRETS.join(', ')}`, SECRETS.length, 'secretMonth'),
    line('alarms', Object.keys(ALARMS).length, 'alarmMonth', ALLOWANCES.alarms),
    line(`metrics: ${IDLE_METRICS.join(', ')}`, IDLE_METRICS.length, 'metricMonth', ALLOWANCES.metrics),
    line('dashboard', 1, 'dashboardMonth', ALLOWANCES.dashboards),
    line('table, GB', TABLE_GIGABYTES, 'tableGigabyteMonth', ALLOWANCES.tableGigabytes),
    line('point-in-time recovery, GB', TABLE_GIGABYTES, 'backupGigabyteMonth'),
    // The sweep's role; those of a promotion come on top when there are any.
    line('CodeCommit users', 1, 'activeUserMonth', ALLOWANCES.activeUsers),
  ];
}
