import * as sdk from '@aws-sdk/client-sqs';
import { beforeAll, expect, it } from 'vitest';
import { commandOf, eachOperation, type Row, refusalIn } from '../refusals.ts';
import { inGroup, setUp } from './setup.ts';

const sqs = setUp();
const QueueUrl = sqs.service.queueUrl('plain');
const FIFO = sqs.service.queueUrl('ordered.fifo');
const arnOf = (queue: string) => `arn:aws:sqs:eu-west-1:111122223333:${queue}`;

interface World {
  /** Of messages in flight. */
  readonly receipt: string;
  /** Of a message of a FIFO queue that is visible again. */
  readonly expired: string;
}

const entries = (...Entries: object[]) => ({ Entries });
const requests = ({ receipt: ReceiptHandle }: World) => ({
  ChangeMessageVisibility: { QueueUrl, ReceiptHandle, VisibilityTimeout: 30 },
  CreateQueue: { QueueName: 'new' },
  DeleteMessage: { QueueUrl, ReceiptHandle },
  DeleteMessageBatch: { QueueUrl, ...entries({ Id: 'a', ReceiptHandle }) },
  GetQueueAttributes: { QueueUrl, AttributeNames: ['All'] },
  GetQueueUrl: { QueueName: 'plain' },
  PurgeQueue: { QueueUrl },
  ReceiveMessage: { QueueUrl },
  SendMessage: { QueueUrl, MessageBody: 'text' },
  SendMessageBatch: { QueueUrl, ...entries({ Id: 'a', MessageBody: 'text' }) },
  SetQueueAttributes: { QueueUrl, Attributes: { VisibilityTimeout: '30' } },
  StartMessageMoveTask: { SourceArn: arnOf('dead') },
});
const absent = { QueueUrl: sqs.service.queueUrl('absent') };
const twice = entries({ Id: 'a', MessageBody: 'x' }, { Id: 'a', MessageBody: 'x' });
const eleven = entries(...Array.from({ length: 11 }, (_, n) => ({ Id: `${n}`, MessageBody: 'x' })));

const ROWS: readonly Row<World>[] = [
  ['ChangeMessageVisibility DeleteMessage DeleteMessageBatch', 'QueueDoesNotExist', absent],
  ['GetQueueAttributes PurgeQueue SetQueueAttributes', 'QueueDoesNotExist', absent],
  ['ReceiveMessage SendMessage SendMessageBatch', 'QueueDoesNotExist', absent],
  ['GetQueueUrl', 'QueueDoesNotExist', { QueueName: 'absent' }],
  ['StartMessageMoveTask', 'QueueDoesNotExist', { DestinationArn: arnOf('absent') }],
  ['ChangeMessageVisibility DeleteMessage DeleteMessageBatch', 'MissingParameter', { QueueUrl: '' }],
  ['GetQueueAttributes PurgeQueue SetQueueAttributes', 'MissingParameter', { QueueUrl: '' }],
  ['ReceiveMessage SendMessage SendMessageBatch', 'MissingParameter', { QueueUrl: '' }],
  ['CreateQueue GetQueueUrl', 'MissingParameter', { QueueName: '' }],
  ['ChangeMessageVisibility DeleteMessage', 'MissingParameter', { ReceiptHandle: '' }],
  ['ChangeMessageVisibility', 'MissingParameter', { VisibilityTimeout: undefined }],
  ['DeleteMessageBatch SendMessageBatch', 'MissingParameter', entries({ Id: 'a' })],
  ['SendMessage', 'MissingParameter', { MessageBody: '' }],
  ['SendMessage', 'MissingParameter', { QueueUrl: FIFO }],
  ['StartMessageMoveTask', 'MissingParameter', { SourceArn: '' }],
  ['ChangeMessageVisibility', 'InvalidParameterValue', { VisibilityTimeout: 43_201 }],
  ['ChangeMessageVisibility DeleteMessage', 'ReceiptHandleIsInvalid', { ReceiptHandle: 'nonsense' }],
  [
    'ChangeMessageVisibility',
    'MessageNotInflight',
    ({ expired }) => ({ QueueUrl: FIFO, ReceiptHandle: expired }),
  ],
  ['CreateQueue', 'InvalidParameterValue', { QueueName: 'a b' }],
  ['CreateQueue', 'QueueNameExists', { QueueName: 'plain', Attributes: { DelaySeconds: '1' } }],
  ['CreateQueue SetQueueAttributes', 'InvalidAttributeName', { Attributes: { Colour: 'blue' } }],
  ['CreateQueue SetQueueAttributes', 'InvalidAttributeValue', { Attributes: { DelaySeconds: '901' } }],
  ['CreateQueue SetQueueAttributes', 'InvalidParameterValue', { Attributes: { RedrivePolicy: '{}' } }],
  ['DeleteMessage', 'InvalidParameterValue', ({ expired }) => ({ QueueUrl: FIFO, ReceiptHandle: expired })],
  ['DeleteMessageBatch SendMessageBatch', 'BatchEntryIdsNotDistinct', twice],
  ['DeleteMessageBatch SendMessageBatch', 'EmptyBatchRequest', entries()],
  ['DeleteMessageBatch SendMessageBatch', 'TooManyEntriesInBatchRequest', eleven],
  [
    'DeleteMessageBatch',
    'InvalidParameterValue',
    ({ expired }) => ({ QueueUrl: FIFO, ...entries({ Id: 'a', ReceiptHandle: expired }) }),
  ],
  ['DeleteMessageBatch', 'ReceiptHandleIsInvalid', entries({ Id: 'a', ReceiptHandle: 'nonsense' })],
  ['ReceiveMessage', 'InvalidParameterValue', { MaxNumberOfMessages: 11 }],
  ['SendMessage', 'InvalidParameterValue', { DelaySeconds: 901 }],
  ['SendMessageBatch', 'InvalidParameterValue', entries({ Id: 'a', MessageBody: 'x', DelaySeconds: 901 })],
  ['StartMessageMoveTask', 'InvalidParameterValue', { SourceArn: arnOf('plain') }],
  ['StartMessageMoveTask', 'ResourceNotFoundException', { SourceArn: arnOf('absent') }],
];

let world: World;
beforeAll(async () => {
  for (const queue of ['plain', 'ordered.fifo', 'dead']) await sqs.create(queue);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 1 });
  await sqs.create('source', { RedrivePolicy });
  for (const queue of ['plain', 'dead']) await sqs.send(queue, 'text');
  await sqs.send('ordered.fifo', 'text', inGroup('a'));
  const [received] = await sqs.receive('plain');
  const [gone] = await sqs.receive('ordered.fifo', { VisibilityTimeout: 0 });
  world = { receipt: received?.ReceiptHandle ?? '', expired: gone?.ReceiptHandle ?? '' };
});

it.each(eachOperation(ROWS))('$operation answers $error', async (row) => {
  expect(await refusalIn(sqs.client.send(commandOf(sdk, requests, world, row)))).toBe(row.error);
});
