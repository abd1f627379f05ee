import { Duration } from 'aws-cdk-lib';
import {
  type AlarmProps,
  ComparisonOperator,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { TowpathConfig } from '../config.ts';
import type { MetricsOf } from './metrics.ts';

type When = Omit<AlarmProps, 'metric' | 'alarmName' | 'alarmDescription'>;

/** Its name, which is its key below, ends the alarm's, and is its heading in docs/runbook.md; a test holds the two together. */
export interface AlarmSpec {
  readonly description: string;
  readonly metric: (metrics: MetricsOf) => Metric;
  readonly when: When | ((config: TowpathConfig) => When);
}

/** One period of five minutes with at least `threshold`; silence is good news. */
const atLeast = (threshold: number, evaluationPeriods = 1): When => ({
  threshold,
  evaluationPeriods,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
});

/** More than a cold start of every function on the way, twice. */
const SLOW_COMMIT = Duration.minutes(2);
/** As many as one committer meets before it gives way to whoever keeps pushing. */
const CONFLICTS = 20;
/** What a promotion of one target writes at most; the goal that `npm run bench:cost` holds it to. */
export const WRITE_UNITS = 60;

/**
 * Each says that somebody must look, and stands for one topic of the dashboard. Not more than ten, which are free of
 * charge in an account; and each on one metric, for each metric of an expression counts.
 */
export const ALARMS = {
  'promotion-failed': {
    description: 'A promotion failed.',
    metric: ({ own }) => own('promotionFailed'),
    when: atLeast(1),
  },
  'slow-commits': {
    description: `It took ${SLOW_COMMIT.toMinutes()} minutes or longer from a push to its commit, with nothing to wait for.`,
    metric: ({ own }) => own('requestToCommit', 'Maximum'),
    when: atLeast(SLOW_COMMIT.toMilliseconds()),
  },
  overdue: {
    description:
      'A promotion is in a state for longer than it should be, or waits for people for three days.',
    metric: ({ own }) => own('overdue', 'Maximum'),
    when: atLeast(1),
  },
  'health-reports-refused': {
    description: 'Health reports are turned away: a wrong key, an unknown cluster, or somebody tries.',
    metric: ({ own }) => own('healthReportRefused'),
    when: atLeast(10, 2),
  },
  'dead-letters': {
    description: 'Events or messages could not be handled and wait for a person.',
    metric: ({ own }) => own('deadLetters', 'Maximum'),
    // Not every sweep looks; a sweep that does not come is an alarm of its own.
    when: { ...atLeast(1), treatMissingData: TreatMissingData.IGNORE },
  },
  repairs: {
    description: 'The sweep repairs much: events are lost.',
    metric: ({ own }) => own('repaired'),
    when: atLeast(3, 3),
  },
  'commit-conflicts': {
    description:
      'Somebody else pushes to the branch all the time, and commits have to be made again and again.',
    metric: ({ own }) => own('commitConflict'),
    when: atLeast(CONFLICTS, 2),
  },
  costs: {
    description: 'In a day more was written than the promotions that are expected write: it will cost more.',
    metric: ({ writes }) => writes.with({ period: Duration.days(1) }),
    when: ({ promotionsPerDay }) => atLeast(promotionsPerDay * WRITE_UNITS),
  },
  'sweep-failed': {
    description: 'For 15 minutes no sweep came to its end, or none could look at everything.',
    metric: ({ own }) => own('sweepFailed'),
    // Each sweep says how much it could not look at, if only zero.
    when: { ...atLeast(1, 3), treatMissingData: TreatMissingData.BREACHING },
  },
  'server-errors': {
    description: 'The API answers with server errors: to people, or to agents.',
    metric: ({ serverErrors }) => serverErrors,
    when: atLeast(5),
  },
} as const satisfies Readonly<Record<string, AlarmSpec>>;

export type AlarmName = keyof typeof ALARMS;
