import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetterBox, DeadLetterKind, LentLetter } from '../ports/dead-letters.ts';
import { capture } from './tracer.ts';

/** Longer than any look or redrive takes; what a crash leaves behind is back after it. */
const LENT_SECONDS = 60;
const MOST_AT_ONCE = 10;

const KINDS = ['event', 'change', 'chat'] as const satisfies readonly DeadLetterKind[];

/** Where the reason stands: as Towpath, as EventBridge (rule DLQ) and as Lambda (function DLQ) write it. */
const REASONS = ['reason', 'ERROR_MESSAGE', 'ErrorMessage', 'ERROR_CODE', 'ErrorCode'];

/** Addresses; that of chat is empty in an installation without Slack. */
export type DeadLetterQueues = Readonly<Record<DeadLetterKind, string>>;

export function createDeadLetterBox(
  queueUrls: DeadLetterQueues,
  client: SQSClient = capture(new SQSClient({})),
): DeadLetterBox {
  const kinds = KINDS.filter((kind) => queueUrls[kind] !== '');
  return {
    async count() {
      let all = 0;
      for (const kind of kinds) all += await count(client, queueUrls[kind]);
      return all;
    },
    async lend(most) {
      const letters: LentLetter[] = [];
      for (const kind of kinds)
        while (letters.length < most) {
          const more = await receive(client, queueUrls[kind], kind, most - letters.length);
          letters.push(...more);
          if (more.length === 0) break;
        }
      return letters;
    },
    async giveBack({ kind, lease }) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrls[kind],
          ReceiptHandle: lease,
          VisibilityTimeout: 0,
        }),
      );
    },
    async remove({ kind, lease }) {
      await client.send(new DeleteMessageCommand({ QueueUrl: queueUrls[kind], ReceiptHandle: lease }));
    },
  };
}

const VISIBLE = 'ApproximateNumberOfMessages';
const LENT = 'ApproximateNumberOfMessagesNotVisible';

async function count(client: SQSClient, QueueUrl: string): Promise<number> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [VISIBLE, LENT] });
  const { Attributes = {} } = await client.send(command);
  return Number(Attributes[VISIBLE] ?? 0) + Number(Attributes[LENT] ?? 0);
}

async function receive(
  client: SQSClient,
  QueueUrl: string,
  kind: DeadLetterKind,
  most: number,
): Promise<LentLetter[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: Math.min(MOST_AT_ONCE, most),
      VisibilityTimeout: LENT_SECONDS,
      // Asks every server of the queue, so that a short queue is seen whole.
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['SentTimestamp'],
    }),
  );
  return Messages.map((message) => letterOf(kind, message));
}

const letterOf = (
  kind: DeadLetterKind,
  { MessageId = '', ReceiptHandle = '', Body = '', Attributes, MessageAttributes = {} }: Message,
): LentLetter => ({
  id: MessageId,
  kind,
  lease: ReceiptHandle,
  at: new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString(),
  reason:
    REASONS.flatMap((name) => MessageAttributes[name]?.StringValue ?? [])[0] ??
    'nobody said why: the function failed each time, and its log says on what',
  body: Body,
});
