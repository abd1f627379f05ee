import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { METRICS } from '../../src/contract.ts';
import type { Names } from '../names.ts';
import type { TowpathApi } from './http-api.ts';
import type { Queues } from './queues.ts';

const PERIOD = Duration.minutes(5);

/** A metric of the code's own, by its key in `METRICS`. */
export type OwnMetric = Exclude<keyof typeof METRICS, 'namespace'>;

export type MetricsOf = ReturnType<typeof metricsOf>;

/** What has metrics. */
export interface Measured {
  readonly names: Names;
  readonly table: Table;
  readonly queues: Queues;
  readonly http: TowpathApi;
  readonly stateMachineArn: string;
}

/** What alarms and dashboard show. */
export function metricsOf({ names, table, queues, http, stateMachineArn }: Measured) {
  const aws = (
    service: string,
    metricName: string,
    dimensionsMap: Record<string, string>,
    statistic = 'Sum',
  ): Metric =>
    new Metric({ namespace: `AWS/${service}`, metricName, dimensionsMap, statistic, period: PERIOD });
  const depth = ({ queueName }: IQueue): Metric =>
    aws('SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: queueName }, 'Maximum');
  return {
    own: (metric: OwnMetric, statistic = 'Sum'): Metric =>
      new Metric({
        namespace: METRICS.namespace,
        metricName: METRICS[metric],
        dimensionsMap: { service: names.table },
        statistic,
        period: PERIOD,
      }),
    /** Of the dead-letter queues, each on its own, and of what waits for the committer. */
    depths: [
      queues.deadLetters,
      queues.changeDeadLetters,
      ...(queues.chat ? [queues.chat.deadLetters] : []),
      queues.changes,
    ].map(depth),
    serverErrors: aws('ApiGateway', '5xx', { ApiId: http.apiId }),
    throttled: aws('ApiGateway', '4xx', { ApiId: http.apiId }),
    requests: aws('ApiGateway', 'Count', { ApiId: http.apiId }),
    executions: aws('States', 'ExecutionsStarted', { StateMachineArn: stateMachineArn }),
    reads: aws('DynamoDB', 'ConsumedReadCapacityUnits', { TableName: table.tableName }),
    writes: aws('DynamoDB', 'ConsumedWriteCapacityUnits', { TableName: table.tableName }),
    /** One line per function, whichever there are. */
    ofFunctions: (metricName: string, statistic: string): IMetric =>
      new MathExpression({
        expression: `SEARCH('{AWS/Lambda,FunctionName} MetricName="${metricName}" FunctionName="${names.of('')}"', '${statistic}', ${PERIOD.toSeconds()})`,
        label: '',
        usingMetrics: {},
        period: PERIOD,
      }),
  };
}
