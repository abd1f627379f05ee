import {
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricsOf } from './metrics.ts';

export interface AlarmSpec extends Omit<AlarmProps, 'metric' | 'alarmName' | 'alarmDescription'> {
  /** Ends the alarm's name, and is its heading in docs/runbook.md; a test holds the two together. */
  readonly name: string;
  readonly description: string;
  /** Undefined where the installation has nothing to watch. */
  readonly metric: (metrics: MetricsOf) => IMetric | undefined;
}

/** One period of five minutes with at least `threshold`; silence is good news. */
const atLeast = (threshold: number, evaluationPeriods = 1) => ({
  threshold,
  evaluationPeriods,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
});

/**
 * Each says that somebody must look. Few, for ten are free of charge in an account; what gets worse by itself shows in
 * one of these, the rest is on the dashboard.
 */
export const ALARMS: readonly AlarmSpec[] = [
  {
    name: 'dead-letters',
    description: 'Events could not be handled and wait for a person.',
    metric: ({ deadLetters }) => deadLetters,
    ...atLeast(1),
  },
  {
    name: 'change-dead-letters',
    description: 'The committer failed five times on a message.',
    metric: ({ changeDeadLetters }) => changeDeadLetters,
    ...atLeast(1),
  },
  {
    name: 'chat-dead-letters',
    description: 'Messages to Slack, or from it, could not be handled.',
    metric: ({ chatDeadLetters }) => chatDeadLetters,
    ...atLeast(1),
  },
  {
    name: 'promotion-failed',
    description: 'A promotion failed.',
    metric: ({ own }) => own('promotionFailed'),
    ...atLeast(1),
  },
  {
    name: 'overdue',
    description: 'A promotion is in a state for longer than it should be.',
    metric: ({ own }) => own('overdue', 'Maximum'),
    ...atLeast(1),
  },
  {
    name: 'sweep-failed',
    description: 'For 15 minutes no sweep came to its end, or none could look at everything.',
    metric: ({ own }) => own('sweepFailed'),
    ...atLeast(1, 3),
    // Each sweep says how much it could not look at, if only zero.
    treatMissingData: TreatMissingData.BREACHING,
  },
  {
    name: 'repairs',
    description: 'The sweep repairs much: events are lost.',
    metric: ({ own }) => own('repaired'),
    ...atLeast(3, 3),
  },
  {
    name: 'health-reports-refused',
    description: 'Health reports are turned away: a wrong key, an unknown cluster, or somebody tries.',
    metric: ({ own }) => own('healthReportRefused'),
    ...atLeast(10, 2),
  },
  {
    name: 'configuration-refused',
    description: 'A pipeline file or the settings are broken; the last good ones stay in force.',
    metric: ({ own }) => own('configurationRefused'),
    ...atLeast(1),
  },
  {
    name: 'server-errors',
    description: 'The API answers with server errors: to people, or to agents.',
    metric: ({ serverErrors }) => serverErrors,
    ...atLeast(5),
  },
];
