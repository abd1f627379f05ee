import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../clock.ts';
import { type Input, type Operation, ServiceError } from '../../service.ts';
import { checkAttributes, queueAttributes } from './attributes.ts';
import { invalidValue, queueDoesNotExist } from './errors.ts';
import { optional, pick, queueOf, required, wanted } from './input.ts';
import { queueNameOf, redrivePolicy } from './model.ts';
import type { SqsPlace } from './place.ts';
import type { Queues } from './queues.ts';

const NAME = /^[A-Za-z0-9_-]{1,75}(\.fifo)?$/;

export function queueOperations(queues: Queues, place: SqsPlace, clock: Clock): Record<string, Operation> {
  return {
    async CreateQueue(input) {
      createQueue(queues, required(input, 'QueueName'), attributesOf(input));
      return { QueueUrl: place.url(required(input, 'QueueName')) };
    },
    async GetQueueUrl(input) {
      return { QueueUrl: place.url(queues.find(required(input, 'QueueName')).name) };
    },
    async GetQueueAttributes(input) {
      const queue = queueOf(queues, input);
      const all = queueAttributes(queues, queue, place.arn(queue.name), clock.now());
      return { Attributes: pick(all, wanted(input, 'AttributeNames')) };
    },
    async SetQueueAttributes(input) {
      const queue = queueOf(queues, input);
      const attributes = { ...queue.attributes, ...attributesOf(input) };
      checkAttributes(queues, queue.name, attributes);
      queues.put(queue.name, attributes);
      return {};
    },
    async PurgeQueue(input) {
      const queue = queueOf(queues, input);
      queues.remove(queue, [...queue.messages.keys()]);
      return {};
    },
    async StartMessageMoveTask(input) {
      moveMessages(queues, required(input, 'SourceArn'), optional(input, 'DestinationArn'));
      return { TaskHandle: Buffer.from(`${required(input, 'SourceArn')}@${clock.now()}`).toString('base64') };
    },
  };
}

function attributesOf(input: Input): Record<string, string> {
  return (input.Attributes ?? {}) as Record<string, string>;
}

function createQueue(queues: Queues, name: string, attributes: Record<string, string>): void {
  if (!NAME.test(name)) {
    throw invalidValue(
      'QueueName',
      name,
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.',
    );
  }
  checkAttributes(queues, name, attributes);
  if (!queues.has(name)) queues.put(name, attributes);
  const existing = queues.find(name).attributes;
  const different = Object.entries(attributes).find(
    ([key, value]) => !isDeepStrictEqual(existing[key], value),
  );
  if (different) {
    throw new ServiceError(
      'QueueNameExists',
      `A queue already exists with the same name and a different value for attribute ${different[0]}`,
    );
  }
}

/** Gives the messages of a dead-letter queue back to where they came from. Here it is done when the call returns. */
function moveMessages(queues: Queues, sourceArn: string, destinationArn: string | undefined): void {
  const source = queues.has(queueNameOf(sourceArn)) ? queues.find(queueNameOf(sourceArn)) : undefined;
  if (!source)
    throw new ServiceError('ResourceNotFoundException', 'The resource that you specified does not exist.');
  if (!queues.names().some((name) => pointsTo(queues, name, source.name))) {
    throw invalidValue('SourceArn', sourceArn, 'Source queue must be configured as a Dead Letter Queue.');
  }
  for (const message of [...source.messages.values()]) {
    const destination = destinationArn ? queueNameOf(destinationArn) : message.deadLetterSource;
    if (destination === undefined) continue;
    if (!queues.has(destination)) throw queueDoesNotExist();
    if (!queues.isInFlight(message)) queues.move(source, message, destination);
  }
}

function pointsTo(queues: Queues, name: string, deadLetterQueue: string): boolean {
  const policy = redrivePolicy(queues.find(name));
  return policy !== undefined && queueNameOf(policy.deadLetterTargetArn) === deadLetterQueue;
}
