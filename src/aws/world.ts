import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { AgentKeys, Clock, DeadLetters } from '../ports/world.ts';
import { capture } from './tracer.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  chance: () => Math.random(),
};

/** A rotated secret is seen after this at the latest. */
const KEPT_MS = 60_000;

export function createAgentKeys(
  secretId: string,
  now: () => number,
  client: SecretsManagerClient = capture(new SecretsManagerClient({})),
): AgentKeys {
  let kept: { text: string; until: number } | undefined;
  return {
    async text() {
      if (kept !== undefined && now() < kept.until) return kept.text;
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
      if (SecretString === undefined)
        throw new Error(`The secret ${secretId} has no text. Store the agents' key ring in it.`);
      kept = { text: SecretString, until: now() + KEPT_MS };
      return SecretString;
    },
  };
}

/** SQS allows 256 KB; the reason is an attribute, beside the message as it came. */
export function createDeadLetters(
  queueUrl: string,
  client: SQSClient = capture(new SQSClient({})),
): DeadLetters {
  return {
    async put(message, reason) {
      const MessageAttributes = { reason: { DataType: 'String', StringValue: reason.slice(0, 1024) } };
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(message),
          MessageAttributes,
        }),
      );
    },
  };
}
