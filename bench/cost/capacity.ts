import { TABLE } from '../../src/contract.ts';

/** An item or a part of one in DynamoDB's own JSON, `{"S": "text"}`. */
type AttributeValue = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, unknown>>;

const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;
/** A transaction writes every item twice: to prepare and to commit (developer guide, "Transactional writes"). */
const TRANSACTION = 2;

const bytes = (text: string): number => Buffer.byteLength(text);

/** As the developer guide counts ("DynamoDB item sizes and formats"): names and values, 3 for a document and 1 per part. */
export function itemSize(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + bytes(name) + valueSize(value as AttributeValue),
    0,
  );
}

function valueSize(value: AttributeValue): number {
  const [type = '', content] = Object.entries(value)[0] ?? [];
  if (type === 'S') return bytes(String(content));
  // About a byte for two digits, and one more.
  if (type === 'N') return Math.ceil(String(content).replace(/[-.]/g, '').length / 2) + 1;
  if (type === 'L') return (content as AttributeValue[]).reduce((sum, part) => sum + 1 + valueSize(part), 3);
  if (type === 'M') return itemSize(content as Item) + Object.keys(content as Item).length + 3;
  // BOOL and NULL; Towpath stores nothing else.
  return 1;
}

const writeUnitsOf = (size: number): number => Math.max(1, Math.ceil(size / WRITE_UNIT_BYTES));

export interface Written {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

export interface WriteUnits {
  readonly table: number;
  /** Of the index `byTime`, which holds all attributes. */
  readonly index: number;
}

/**
 * The larger of old and new item counts. The index follows by itself, outside of the transaction; an entry whose key
 * changes is deleted and put (developer guide, "Write operations and global secondary indexes").
 */
export function writeUnits({ before, after }: Written, isTransaction: boolean): WriteUnits {
  const size = Math.max(before ? itemSize(before) : 0, after ? itemSize(after) : 0);
  return {
    table: writeUnitsOf(size) * (isTransaction ? TRANSACTION : 1),
    index: indexUnits({ before, after }),
  };
}

function indexUnits({ before, after }: Written): number {
  const old = before && indexKey(before);
  const now = after && indexKey(after);
  const units = (item: Item | undefined): number => (item ? writeUnitsOf(itemSize(item)) : 0);
  if (old === undefined && now === undefined) return 0;
  if (old === now)
    return JSON.stringify(before) === JSON.stringify(after) ? 0 : Math.max(units(before), units(after));
  return (old === undefined ? 0 : units(before)) + (now === undefined ? 0 : units(after));
}

function indexKey(item: Item): string | undefined {
  const { partitionKey, sortKey } = TABLE.byTime;
  const parts = [item[partitionKey], item[sortKey]];
  return parts.includes(undefined) ? undefined : JSON.stringify(parts);
}

/** A query counts its items together, single reads each their own; what is not there counts as one unit. */
export function readUnits(operation: string, input: Item, answer: object): number {
  const {
    Item: item,
    Items: items,
    Responses: responses,
  } = answer as {
    Item?: Item;
    Items?: Item[];
    Responses?: Record<string, Item[]>;
  };
  const units = (size: number): number => Math.max(1, Math.ceil(size / READ_UNIT_BYTES));
  if (operation === 'Query') {
    const size = (items ?? []).reduce((sum, found) => sum + itemSize(found), 0);
    return units(size) / (input.ConsistentRead === true ? 1 : 2);
  }
  if (operation === 'GetItem')
    return units(item ? itemSize(item) : 0) / (input.ConsistentRead === true ? 1 : 2);
  if (operation !== 'BatchGetItem') return 0;
  const requested = Object.values(
    (input.RequestItems ?? {}) as Record<string, { Keys: unknown[]; ConsistentRead?: boolean }>,
  );
  const isConsistent = requested.every(({ ConsistentRead }) => ConsistentRead === true);
  const found = Object.values(responses ?? {}).flat();
  const missing = requested.flatMap(({ Keys }) => Keys).length - found.length;
  const all = found.reduce((sum, one) => sum + units(itemSize(one)), 0) + missing;
  return all / (isConsistent ? 1 : 2);
}
