import type { Clock } from '../../clock.ts';
import type { Meter } from '../../meter.ts';
import type { Service } from '../../service.ts';
import { type BatchingWindow, type ChangeConsumer, ChangeFeed } from './changes.ts';
import { openDatabase } from './database.ts';
import { Expiry } from './expiry.ts';
import { itemOperations } from './items.ts';
import { type Place, tableOperations } from './tables.ts';
import { transactionOperations } from './transactions.ts';

export type { BatchingWindow, ChangeConsumer } from './changes.ts';

export interface DynamoDbOptions extends Place {
  /** Where LevelDB keeps the data, through `kill -9` too; without it they live in memory. One process at a time. */
  readonly directory?: string;
  readonly clock: Clock;
  /** Receives every change of every table, as a DynamoDB stream would tell it. Without it none are recorded. */
  readonly onChanges?: ChangeConsumer;
  /** Without it a change is told of at once. */
  readonly batchingWindow?: BatchingWindow;
  /** How often expired items are looked for at most; a minute when not given. */
  readonly expiryPassMs?: number;
  readonly meter?: Meter | undefined;
  /** Told of work that no request waits for: a virtual clock's `track`, so that time stands still meanwhile. */
  readonly track?: (work: Promise<unknown>) => unknown;
}

/** DynamoDB on dynalite, with what dynalite lacks: transactions, time to live, streams, atomic indexes. */
export async function createDynamoDb(options: DynamoDbOptions): Promise<Service> {
  const { clock, region, onChanges, meter, track = () => {} } = options;
  const database = await openDatabase(options.directory);
  const expiry = new Expiry({ database, clock, passMs: options.expiryPassMs ?? 60_000, track });
  const transactions = await transactionOperations(database, clock);
  const { batchingWindow: window } = options;
  const feed =
    onChanges && (await ChangeFeed.start({ database, clock, region, consume: onChanges, window, track }));
  await expiry.pass();
  database.follow({
    afterCommit(changes, origin) {
      // Time to live deletes for nothing.
      if (origin !== 'expiry') meter?.wrote(changes, origin === 'transaction');
    },
  });
  return {
    target: 'DynamoDB_20120810',
    operations: {
      ...tableOperations({ database, clock, place: options, expiry }),
      ...itemOperations(database),
      ...transactions,
    },
    async close() {
      feed?.close();
      await expiry.close();
      await database.close();
    },
  };
}
