import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { createSqs, type SqsOptions } from '../../../../local/services/sqs/index.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';
import { inProcess } from '../../../unit/local/services/in-process.ts';

/** 2026-11-20T12:00:00Z; message ids are id-1, id-2, ... */
export function setUp(options: Partial<SqsOptions> = {}) {
  const clock = new VirtualClock('2026-11-20T12:00:00Z');
  let ids = 0;
  const service = createSqs({
    clock,
    region: 'eu-west-1',
    accountId: '111122223333',
    endpoint: () => 'http://127.0.0.1:4566',
    newId: () => `id-${++ids}`,
    ...options,
  });
  const client = new SQSClient(inProcess(service));
  const url = (queue: string) => service.queueUrl(queue);
  return {
    clock,
    service,
    client,
    create: (QueueName: string, Attributes: Record<string, string> = {}) =>
      client.send(
        new CreateQueueCommand({
          QueueName,
          Attributes: { ...(QueueName.endsWith('.fifo') && { FifoQueue: 'true' }), ...Attributes },
        }),
      ),
    send: (queue: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
      client.send(new SendMessageCommand({ QueueUrl: url(queue), MessageBody, ...more })),
    receive: async (queue: string, more: Partial<ReceiveMessageCommandInput> = {}) =>
      (
        await client.send(
          new ReceiveMessageCommand({ QueueUrl: url(queue), MaxNumberOfMessages: 10, ...more }),
        )
      ).Messages ?? [],
    counts: async (queue: string) => {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: url(queue), AttributeNames: ['All'] }),
      );
      return [
        Attributes.ApproximateNumberOfMessages,
        Attributes.ApproximateNumberOfMessagesNotVisible,
        Attributes.ApproximateNumberOfMessagesDelayed,
      ].map(Number);
    },
  };
}

export type Setup = ReturnType<typeof setUp>;

/** Members of a FIFO send; the deduplication id is unique unless given. */
let unique = 0;
export const inGroup = (MessageGroupId: string, MessageDeduplicationId = `unique-${++unique}`) => ({
  MessageGroupId,
  MessageDeduplicationId,
});
