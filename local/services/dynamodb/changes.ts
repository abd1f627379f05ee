import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Clock } from '../../clock.ts';
import { below, type Database, type Origin } from './database.ts';
import { dynaliteDb, type Item, type LevelOperation, type Table } from './dynalite.ts';
import type { ItemChange } from './overlay.ts';

/**
 * Takes records of the shape that a Lambda gets from a DynamoDB stream (NEW_AND_OLD_IMAGES). They come in the order
 * of the writes, one batch at a time. A batch is done when the promise resolves; after a rejection or a crash it
 * comes again.
 */
export type ChangeConsumer = (records: DynamoDBRecord[]) => Promise<void>;

const RECORD_PREFIX = 'change~';
const SEQUENCE_KEY = 'sequence';
const BATCH_SIZE = 100;
const RETRY_MS = 1_000;

/** Records that are delivered together: a batch with one that is `wanted` waits for more, so long from the first on. */
export interface BatchingWindow {
  readonly milliseconds: number;
  readonly wanted: (record: DynamoDBRecord) => boolean;
}

export interface ChangeFeedOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly region: string;
  readonly consume: ChangeConsumer;
  readonly window?: BatchingWindow | undefined;
  readonly track: (work: Promise<unknown>) => unknown;
}

/** A record is stored in the batch of the write that it tells of, and stays until the consumer has taken it. */
export class ChangeFeed {
  readonly #options: ChangeFeedOptions;
  #sequence: number;
  #delivering = false;
  /** A commit during a delivery: what was read before it does not show its records. */
  #woken = false;
  #closed = false;
  #cancelRetry = () => {};
  #batching: 'no' | 'waits' | 'is over' = 'no';
  #cancelWindow = () => {};

  private constructor(options: ChangeFeedOptions, sequence: number) {
    this.#options = options;
    this.#sequence = sequence;
  }

  static async start(options: ChangeFeedOptions): Promise<ChangeFeed> {
    const { database } = options;
    const feed = new ChangeFeed(options, Number((await database.level.get(SEQUENCE_KEY)) ?? 0));
    database.follow({
      beforeCommit: (changes, origin) => feed.#record(changes, origin),
      afterCommit: () => feed.#wake(),
    });
    feed.#wake();
    return feed;
  }

  /** Delivers nothing more. A batch in the consumer's hands counts as not taken. */
  close(): void {
    this.#closed = true;
    this.#cancelRetry();
    this.#cancelWindow();
  }

  #record(changes: readonly ItemChange[], origin: Origin): LevelOperation[] {
    const { clock, region } = this.#options;
    const puts = changes.filter(isVisible).map((change): LevelOperation => {
      this.#sequence += 1;
      const value = toRecord(change, origin, { sequence: this.#sequence, region, nowMs: clock.now() });
      return { type: 'put', key: RECORD_PREFIX + padded(this.#sequence), value };
    });
    return puts.length === 0 ? [] : [...puts, { type: 'put', key: SEQUENCE_KEY, value: this.#sequence }];
  }

  #wake(): void {
    this.#options.track(this.#deliver());
  }

  async #deliver(): Promise<void> {
    this.#woken = true;
    if (this.#delivering || this.#closed) return;
    this.#delivering = true;
    this.#cancelRetry();
    try {
      while (this.#woken) {
        this.#woken = false;
        while (await this.#deliverBatch());
      }
    } catch {
      if (!this.#closed) this.#cancelRetry = this.#options.clock.after(RETRY_MS, () => this.#wake());
    } finally {
      this.#delivering = false;
    }
  }

  async #deliverBatch(): Promise<boolean> {
    const { database, consume } = this.#options;
    const batch: [string, DynamoDBRecord][] = [];
    for await (const [key, value] of below(database.level, RECORD_PREFIX, BATCH_SIZE)) {
      batch.push([key, value as DynamoDBRecord]);
    }
    if (batch.length === 0 || !this.#isDue(batch.map(([, value]) => value))) return false;
    await consume(batch.map(([, value]) => value));
    if (this.#closed) return false;
    await database.level.batch(batch.map(([key]) => ({ type: 'del', key })));
    this.#batching = 'no';
    return true;
  }

  /** A timer wakes the feed when the window is over; nothing is under way until then, so virtual time may move. */
  #isDue(batch: readonly DynamoDBRecord[]): boolean {
    const { clock, window } = this.#options;
    const isToWait =
      window && window.milliseconds > 0 && batch.length < BATCH_SIZE && batch.some(window.wanted);
    if (this.#batching === 'is over' || !isToWait) return true;
    if (this.#batching === 'no')
      this.#cancelWindow = clock.after(window.milliseconds, () => {
        this.#batching = 'is over';
        this.#wake();
      });
    this.#batching = 'waits';
    return false;
  }
}

/** DynamoDB writes no record for a write that changes nothing. */
function isVisible({ before, after }: ItemChange): boolean {
  return !isDeepStrictEqual(plain(before), plain(after));
}

/** dynalite makes objects without a prototype, which are unequal to others. */
function plain(item: Item | undefined): unknown {
  return item && JSON.parse(JSON.stringify(item));
}

function toRecord(
  { table, before, after }: ItemChange,
  origin: Origin,
  context: { sequence: number; region: string; nowMs: number },
): DynamoDBRecord {
  const keys = keyAttributes(table, after ?? before ?? {});
  return {
    eventID: context.sequence.toString(16).padStart(32, '0'),
    eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: context.region,
    eventSourceARN: `${table.TableArn}/stream/${new Date(table.CreationDateTime * 1000).toISOString().slice(0, -1)}`,
    ...(origin === 'expiry' && { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }),
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(context.nowMs / 1000),
      Keys: keys,
      ...(after && { NewImage: after }),
      ...(before && { OldImage: before }),
      SequenceNumber: padded(context.sequence),
      SizeBytes: [keys, before, after].reduce((sum, item) => sum + (item ? dynaliteDb.itemSize(item) : 0), 0),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  };
}

export function keyAttributes(table: Table, item: Item): Item {
  return Object.fromEntries(table.KeySchema.map(({ AttributeName: name }) => [name, item[name]])) as Item;
}

/** DynamoDB's sequence numbers are 21 digits or more; equal lengths also sort as text. */
function padded(sequence: number): string {
  return String(sequence).padStart(21, '0');
}
