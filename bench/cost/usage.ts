import type { AwsCall, Meter, WrittenItem } from '../../local/meter.ts';
import { readUnits, writeUnits } from './capacity.ts';

/** What AWS would bill for. */
export interface Usage {
  /** `DynamoDB Query` -> how often. */
  readonly calls: Readonly<Record<string, number>>;
  readonly invocations: Readonly<Record<string, { readonly count: number; readonly milliseconds: number }>>;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** How many of the write units the index took. */
  readonly indexUnits: number;
  readonly eventsPublished: number;
  /** Filled in by whoever knows the executions: states entered, and the begin and end of each. */
  readonly transitions: number;
}

const NAMES: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'DynamoDB',
  CodeCommit_20150413: 'CodeCommit',
  AWSStepFunctions: 'Step Functions',
  AWSEvents: 'EventBridge',
  AmazonSQS: 'SQS',
  secretsmanager: 'Secrets Manager',
  AmazonEC2ContainerRegistry_V20150921: 'ECR',
};

const CONDITION_FAILED = ['ConditionalCheckFailedException', 'TransactionCanceledException'];

/** Adds up what happens between `reset` and `usage`. */
export class UsageMeter implements Meter {
  #calls = new Map<string, number>();
  #invocations = new Map<string, { count: number; milliseconds: number }>();
  #reads = 0;
  #writes = { table: 0, index: 0 };
  #events = 0;

  request({ service, operation, input, answer, failure }: AwsCall): void {
    const name = `${NAMES[service] ?? service} ${operation}`;
    this.#calls.set(name, (this.#calls.get(name) ?? 0) + 1);
    this.#reads += readUnits(operation, input, answer);
    // A condition that does not hold is billed like the write; the item that was not written is the size that is known.
    if (failure !== undefined && CONDITION_FAILED.includes(failure)) this.#refused(operation, input);
    if (operation === 'PutEvents') this.#events += (input.Entries as unknown[]).length;
  }

  wrote(items: readonly WrittenItem[], isTransaction: boolean): void {
    for (const item of items) {
      const { table, index } = writeUnits(item, isTransaction);
      this.#writes.table += table;
      this.#writes.index += index;
    }
  }

  invoked(functionName: string, milliseconds: number): void {
    const known = this.#invocations.get(functionName) ?? { count: 0, milliseconds: 0 };
    this.#invocations.set(functionName, {
      count: known.count + 1,
      milliseconds: known.milliseconds + milliseconds,
    });
  }

  reset(): void {
    this.#calls = new Map();
    this.#invocations = new Map();
    this.#reads = 0;
    this.#writes = { table: 0, index: 0 };
    this.#events = 0;
  }

  usage(transitions: number): Usage {
    return {
      calls: Object.fromEntries([...this.#calls].sort(([a], [b]) => (a < b ? -1 : 1))),
      invocations: Object.fromEntries([...this.#invocations].sort(([a], [b]) => (a < b ? -1 : 1))),
      readUnits: this.#reads,
      writeUnits: this.#writes.table + this.#writes.index,
      indexUnits: this.#writes.index,
      eventsPublished: this.#events,
      transitions,
    };
  }

  #refused(operation: string, input: Readonly<Record<string, unknown>>): void {
    const { TransactItems: actions } = input as {
      TransactItems?: { Put?: { Item: Record<string, unknown> } }[];
    };
    const items = actions
      ? actions.map(({ Put }) => Put?.Item ?? {})
      : [operation === 'PutItem' ? (input.Item as Record<string, unknown>) : {}];
    for (const after of items)
      this.#writes.table += writeUnits({ before: undefined, after }, actions !== undefined).table;
  }
}

export const sum = (values: Iterable<number>): number =>
  [...values].reduce((total, value) => total + value, 0);

export const callsOf = ({ calls }: Usage): number => sum(Object.values(calls));

export const invocationsOf = ({ invocations }: Usage): number =>
  sum(Object.values(invocations).map(({ count }) => count));

export const millisecondsOf = ({ invocations }: Usage): number =>
  sum(Object.values(invocations).map(({ milliseconds }) => milliseconds));
