import {
  type Alarm,
  AlarmStatusWidget,
  GraphWidget,
  type IMetric,
  type IWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmName } from './alarms.ts';
import type { MetricsOf } from './metrics.ts';

/** One graph. A topic is one that somebody must look at when its alarm goes off: it shows what the alarm watches. */
export interface Graph {
  readonly title: string;
  readonly alarm?: AlarmName;
  readonly left: IMetric[];
  readonly right?: IMetric[];
}

export interface Section {
  readonly heading: string;
  readonly graphs: readonly Graph[];
}

/** From what people ask first to what they ask last. */
export const sectionsOf = (metrics: MetricsOf): readonly Section[] => [
  { heading: 'Promotions', graphs: promotions(metrics) },
  { heading: 'Trouble', graphs: trouble(metrics) },
  { heading: 'What costs money', graphs: costs(metrics) },
];

const promotions = ({ own }: MetricsOf): Graph[] => [
  {
    title: 'Promotions by outcome',
    alarm: 'promotion-failed',
    left: (
      ['promotionSucceeded', 'promotionFailed', 'promotionRejected', 'promotionSuperseded'] as const
    ).map((metric) => own(metric)),
  },
  {
    title: 'From push, or request, to commit (ms)',
    alarm: 'slow-commits',
    left: [own('requestToCommit', 'p50'), own('requestToCommit', 'Maximum')],
  },
  {
    title: 'Waiting for people (ms), and overdue',
    alarm: 'overdue',
    left: [own('waitedForPeople', 'p50'), own('waitedForPeople', 'Maximum')],
    right: [own('overdue', 'Maximum')],
  },
  {
    title: 'Health reports',
    alarm: 'health-reports-refused',
    left: [own('healthReport')],
    right: [own('healthReportRefused'), own('agentNotWoken')],
  },
  {
    title: 'Commits: changes in one, conflicts',
    alarm: 'commit-conflicts',
    left: [own('changesPerCommit', 'Average')],
    right: [own('commitConflict')],
  },
  { title: 'Releases and unwanted pushes', left: [own('releaseCreated'), own('pushUnwanted')] },
];

const trouble = (metrics: MetricsOf): Graph[] => [
  {
    title: 'Dead letters, waiting changes',
    alarm: 'dead-letters',
    left: [metrics.own('deadLetters', 'Maximum'), ...metrics.depths],
  },
  {
    title: 'Repaired by the sweep',
    alarm: 'repairs',
    left: (
      [
        'repaired',
        'repairedImage',
        'repairedConfiguration',
        'repairedExecution',
        'repairedWait',
        'repairedChange',
      ] as const
    ).map((metric) => metrics.own(metric)),
  },
  {
    title: 'Sweeps that failed, broken files',
    alarm: 'sweep-failed',
    left: [metrics.own('sweepFailed')],
    right: [metrics.own('configurationRefused')],
  },
  {
    title: 'API: requests, refusals, errors',
    alarm: 'server-errors',
    left: [metrics.requests],
    right: [metrics.throttled, metrics.serverErrors],
  },
  { title: 'Errors of functions', left: [metrics.ofFunctions('Errors', 'Sum')] },
  {
    title: 'Events published and not',
    left: [metrics.own('eventPublished')],
    right: [metrics.own('eventNotPublished')],
  },
];

const costs = (metrics: MetricsOf): Graph[] => [
  { title: 'Table: units read and written', alarm: 'costs', left: [metrics.reads, metrics.writes] },
  { title: 'Functions: invocations', left: [metrics.ofFunctions('Invocations', 'Sum')] },
  { title: 'Executions started', left: [metrics.executions] },
];

const WHOLE = 24;
const IN_A_ROW = 3;

export const dashboardRows = (sections: readonly Section[], alarms: Alarm[]): IWidget[][] => [
  [new AlarmStatusWidget({ title: 'Alarms', alarms, width: WHOLE, height: 3 })],
  ...sections.flatMap(({ heading, graphs }) => [
    [new TextWidget({ markdown: `### ${heading}`, width: WHOLE, height: 1 })],
    ...rowsOf(graphs),
  ]),
];

const rowsOf = (graphs: readonly Graph[]): IWidget[][] =>
  Array.from({ length: Math.ceil(graphs.length / IN_A_ROW) }, (_, row) =>
    graphs.slice(row * IN_A_ROW, (row + 1) * IN_A_ROW).map(({ title, alarm, left, right = [] }) => {
      const about = alarm === undefined ? title : `${title} [${alarm}]`;
      return new GraphWidget({ title: about, left, right, width: WHOLE / IN_A_ROW, height: 6 });
    }),
  );
