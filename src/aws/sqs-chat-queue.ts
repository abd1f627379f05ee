import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { ChatQueue } from '../ports/chat.ts';
import { capture } from './tracer.ts';

/** Ids of messages have 128 characters of a small alphabet at most; a hash has 64 of it. */
const hashed = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

export const createChatQueue = (
  queueUrl: string,
  client: SQSClient = capture(new SQSClient({})),
): ChatQueue => ({
  async send(work, { group, id }) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(work),
        MessageGroupId: hashed(group),
        MessageDeduplicationId: hashed(id),
      }),
    );
  },
});
