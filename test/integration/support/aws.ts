import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { NAMES } from '../../../local/deploy.ts';

const settings = (endpoint: string) => ({
  endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

export interface DeadLetter {
  readonly body: string;
  readonly reason: string | undefined;
}

/** Takes what is in the dead-letter queue, as somebody on call would. */
export async function takeDeadLetters(endpoint: string): Promise<DeadLetter[]> {
  const client = new SQSClient(settings(endpoint));
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: NAMES.deadLetters }));
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    return Messages.map(({ Body = '', MessageAttributes }) => ({
      body: Body,
      reason: MessageAttributes?.reason?.StringValue,
    }));
  } finally {
    client.destroy();
  }
}

/** Every item of the table that has the text anywhere in it. */
export async function itemsWith(endpoint: string, text: string): Promise<string[]> {
  const client = new DynamoDBClient(settings(endpoint));
  try {
    const items: string[] = [];
    let ExclusiveStartKey: Record<string, never> | undefined;
    do {
      const page = await client.send(
        new ScanCommand({ TableName: NAMES.table, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
      );
      items.push(...(page.Items ?? []).map((item) => JSON.stringify(item)));
      ExclusiveStartKey = page.LastEvaluatedKey as Record<string, never> | undefined;
    } while (ExclusiveStartKey !== undefined);
    return items.filter((item) => item.includes(text));
  } finally {
    client.destroy();
  }
}
