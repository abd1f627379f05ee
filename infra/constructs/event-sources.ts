import { Duration } from 'aws-cdk-lib';
import { type EventSourceMappingOptions, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Trigger } from '../../functions/manifest.ts';
import type { AccessTargets, Grant } from './access.ts';

/** What Lambda polls in a function's name, and what the function's role must allow for it. */
export interface EventSource {
  readonly name: string;
  readonly mapping: EventSourceMappingOptions;
  readonly grants: readonly Grant[];
}

/** Of the triggers that are polled; the others come by themselves. */
export function eventSourceOf(
  trigger: Trigger,
  targets: AccessTargets,
  deadLetters: IQueue,
): EventSource | undefined {
  if (trigger.kind === 'change-queue') return changes(trigger.batchSize, targets);
  if (trigger.kind === 'report-queue')
    return targets.reportQueue === undefined ? undefined : reports(trigger.batchSize, targets.reportQueue);
  if (trigger.kind === 'chat-queue') return targets.slack && chatWork(targets.slack.chatQueue);
  if (trigger.kind === 'table-stream') return newRows(trigger, targets, deadLetters);
  return undefined;
}

const changes = (batchSize: number, { changeQueue }: AccessTargets): EventSource => ({
  name: 'Changes',
  mapping: { eventSourceArn: changeQueue, batchSize },
  grants: [polled(changeQueue)],
});

const reports = (batchSize: number, reportQueue: string): EventSource => ({
  name: 'Reports',
  mapping: { eventSourceArn: reportQueue, batchSize, reportBatchItemFailures: true },
  grants: [polled(reportQueue)],
});

/** One message at a time: a failure brings back nothing but itself. */
const chatWork = (chatQueue: string): EventSource => ({
  name: 'ChatWork',
  mapping: { eventSourceArn: chatQueue, batchSize: 1 },
  grants: [polled(chatQueue)],
});

const polled = (queue: string): Grant => ({
  actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  resources: [queue],
});

type TableStream = Extract<Trigger, { kind: 'table-stream' }>;

const newRows = (
  { batchSize, batchingWindowSeconds, maximumRetryAttempts, filter }: TableStream,
  to: AccessTargets,
  deadLetters: IQueue,
): EventSource => ({
  name: 'NewRows',
  mapping: {
    eventSourceArn: to.tableStream,
    // What was written before the mapping began to poll is delivered, too.
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize,
    maxBatchingWindow: Duration.seconds(batchingWindowSeconds),
    retryAttempts: maximumRetryAttempts,
    reportBatchItemFailures: true,
    filters: [FilterCriteria.filter(filter)],
    onFailure: new SqsDlq(deadLetters),
  },
  grants: [
    {
      actions: [
        'dynamodb:DescribeStream',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
      ],
      resources: [to.tableStream],
    },
    { actions: ['sqs:SendMessage'], resources: [to.deadLetters] },
  ],
});
