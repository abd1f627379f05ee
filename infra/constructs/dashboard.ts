import {
  type Alarm,
  AlarmStatusWidget,
  GraphWidget,
  type IMetric,
  type IWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricsOf } from './metrics.ts';

const WHOLE = 24;
const GRAPH = { width: 8, height: 6 } as const;

const graph = (title: string, left: IMetric[], right: IMetric[] = []): GraphWidget =>
  new GraphWidget({ ...GRAPH, title, left, right });

const heading = (markdown: string): TextWidget => new TextWidget({ markdown, width: WHOLE, height: 1 });

/** From what people ask first to what they ask last. */
export const dashboardRows = (metrics: MetricsOf, alarms: Alarm[]): IWidget[][] => [
  [new AlarmStatusWidget({ title: 'Alarms', alarms, width: WHOLE, height: 3 })],
  ...promotions(metrics),
  ...trouble(metrics),
  ...costs(metrics),
];

const promotions = ({ own }: MetricsOf): IWidget[][] => [
  [heading('### Promotions')],
  [
    graph(
      'By outcome',
      (['promotionSucceeded', 'promotionFailed', 'promotionRejected', 'promotionSuperseded'] as const).map(
        (metric) => own(metric),
      ),
    ),
    graph('From push, or request, to commit (ms)', [
      own('requestToCommit', 'p50'),
      own('requestToCommit', 'p99'),
    ]),
    graph('Waiting for people (ms)', [own('waitedForPeople', 'p50'), own('waitedForPeople', 'Maximum')]),
  ],
  [
    graph('Releases and unwanted pushes', [own('releaseCreated'), own('pushUnwanted')]),
    graph('Health reports', [own('healthReport')], [own('healthReportRefused'), own('agentNotWoken')]),
    graph(
      'Commits: changes in one, conflicts',
      [own('changesPerCommit', 'Average')],
      [own('commitConflict')],
    ),
  ],
];

const trouble = (metrics: MetricsOf): IWidget[][] => [
  [heading('### Trouble')],
  [
    graph('Dead letters, waiting changes', [
      metrics.deadLetters,
      metrics.changeDeadLetters,
      ...(metrics.chatDeadLetters ? [metrics.chatDeadLetters] : []),
      metrics.waitingChanges,
    ]),
    graph('Repaired by the sweep', [
      ...(
        [
          'repairedImage',
          'repairedConfiguration',
          'repairedExecution',
          'repairedWait',
          'repairedChange',
        ] as const
      ).map((metric) => metrics.own(metric)),
    ]),
    graph('Overdue, sweeps that failed', [metrics.own('overdue', 'Maximum')], [metrics.own('sweepFailed')]),
  ],
  [
    graph('Errors of functions', [metrics.ofFunctions('Errors', 'Sum')]),
    graph('API: requests, refusals, errors', [metrics.requests], [metrics.throttled, metrics.serverErrors]),
    graph('Events published and not', [metrics.own('eventPublished')], [metrics.own('eventNotPublished')]),
  ],
];

const costs = (metrics: MetricsOf): IWidget[][] => [
  [heading('### What costs money')],
  [
    graph('Table: units read and written', [metrics.reads, metrics.writes]),
    graph('Functions: invocations', [metrics.ofFunctions('Invocations', 'Sum')]),
    graph('Executions started', [metrics.executions]),
  ],
];
