import { type Input, ServiceError } from '../../service.ts';
import { missingParameter } from './errors.ts';
import { queueNameOfUrl } from './place.ts';
import type { Queues } from './queues.ts';

/** Readers of request members that SQS has of the same kind in many operations. */

export function required(input: Input, name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '') throw missingParameter(name);
  return value;
}

export function optional(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberIn(input: Input, name: string, [least, most]: readonly [number, number]) {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (Number.isInteger(value) && least <= Number(value) && Number(value) <= most) return Number(value);
  throw new ServiceError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
  );
}

export function queueOf(queues: Queues, input: Input) {
  return queues.find(queueNameOfUrl(required(input, 'QueueUrl')));
}

/** A wish list such as `AttributeNames`: everything for `All`, otherwise what is named. */
export function wanted(input: Input, ...lists: string[]): (name: string) => boolean {
  const names = lists.flatMap((list) => (Array.isArray(input[list]) ? (input[list] as unknown[]) : []));
  return (name) => names.includes('All') || names.includes(name);
}

export function pick<T>(
  values: Readonly<Record<string, T>>,
  wants: (name: string) => boolean,
): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => wants(name)));
}

const MAX_ENTRIES = 10;

/** Does one thing per entry of a batch; what one entry cannot have does not touch the others. */
export function batch(input: Input, one: (entry: Input) => object) {
  const entries = input.Entries;
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new ServiceError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > MAX_ENTRIES) {
    throw new ServiceError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  const ids = entries.map((entry: Input) => required(entry, 'Id'));
  if (new Set(ids).size < ids.length) {
    throw new ServiceError('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.');
  }
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries as Input[]) {
    try {
      Successful.push({ Id: entry.Id, ...one(entry) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}
