import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import type { Service } from '../../service.ts';
import { type ConsumeOptions, Consumer } from './consumer.ts';
import { messageOperations } from './message-operations.ts';
import { type SqsPlaceOptions, sqsPlace } from './place.ts';
import { queueOperations } from './queue-operations.ts';
import { Queues } from './queues.ts';

export type { ConsumeOptions, Invoke } from './consumer.ts';

export interface SqsOptions extends SqsPlaceOptions {
  readonly clock: Clock;
  /** Where the queues are kept; without it they live in memory. */
  readonly directory?: string;
  /** Message ids; random UUIDs when not given. */
  readonly newId?: () => string;
}

export interface Sqs extends Service {
  /** Feeds a queue to a Lambda function until it is closed. @throws QueueDoesNotExist */
  consumeWithLambda(options: ConsumeOptions): { close(): Promise<void> };
  queueUrl(name: string): string;
  queueArn(name: string): string;
}

export function createSqs(options: SqsOptions): Sqs {
  const { clock, directory, newId = randomUUID } = options;
  const place = sqsPlace(options);
  const queues = new Queues({ clock, newId, file: directory && join(directory, 'queues.jsonl') });
  const consumers = new Set<Consumer>();
  return {
    target: 'AmazonSQS',
    operations: { ...queueOperations(queues, place, clock), ...messageOperations(queues, place, clock) },
    consumeWithLambda(consume) {
      const consumer = new Consumer(queues, clock, place, consume);
      consumers.add(consumer);
      return consumer;
    },
    queueUrl: place.url,
    queueArn: place.arn,
    async close() {
      await Promise.all([...consumers].map((consumer) => consumer.close()));
      queues.close();
    },
  };
}
