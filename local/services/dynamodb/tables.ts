import type { Clock } from '../../clock.ts';
import { type Input, type Operation, ServiceError } from '../../service.ts';
import { below, type Database, type StoredTable, tableKey } from './database.ts';
import { type Request, run, type Table, validate, validationException } from './dynalite.ts';
import type { Expiry } from './expiry.ts';
import { sectionsOf } from './indexes.ts';
import { itemPrefix, type Overlay, resourceNotFound } from './overlay.ts';

export interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** Tables are ACTIVE from the moment they are made, and gone when DeleteTable returns. */
export function tableOperations(options: {
  database: Database;
  clock: Clock;
  place: Place;
  expiry: Expiry;
}): Record<string, Operation> {
  const { database, clock, place, expiry } = options;
  return {
    CreateTable: (input) => createTable(database, clock, place, input),
    DeleteTable: (input) => deleteTable(database, input),
    ListTables: async (input) => listTables(database, input),
    async DescribeTable(input) {
      return { Table: existing(database, validate('describeTable', input).TableName).description };
    },
    async UpdateTimeToLive(input) {
      const result = await updateTimeToLive(database, input);
      await expiry.pass();
      return result;
    },
    async DescribeTimeToLive(input) {
      const { timeToLive } = existing(database, validate('describeTimeToLive', input).TableName);
      return {
        TimeToLiveDescription:
          timeToLive === undefined
            ? { TimeToLiveStatus: 'DISABLED' }
            : { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive },
      };
    },
  };
}

async function createTable(database: Database, clock: Clock, place: Place, input: Input): Promise<object> {
  const request = validate('createTable', input);
  const description = await database.write(async (overlay) => {
    if (database.tables.has(request.TableName)) {
      throw new ServiceError('ResourceInUseException', `Table already exists: ${request.TableName}`);
    }
    const made = await describeNew(overlay, request, clock, place);
    store(database, overlay, { description: made });
    return made;
  });
  return { TableDescription: description };
}

/** dynalite builds the description. It would store it as CREATING first, so it gets nowhere to store it. */
async function describeNew(overlay: Overlay, request: Request, clock: Clock, place: Place): Promise<Table> {
  const tableDb = {
    awsAccountId: place.accountId,
    awsRegion: place.region,
    lock: (_key: string, locked: (release: <T>(done: T) => T) => void) => locked((done) => done),
    get: (_key: string, done: (error: null) => void) => done(null),
    put: (_key: string, _table: Table, done: (error: null) => void) => done(null),
  };
  const result = await run('createTable', { ...overlay.store, tableDb }, request);
  const { TableDescription: made } = structuredClone(result) as { TableDescription: Table };
  for (const index of made.GlobalSecondaryIndexes ?? []) index.IndexStatus = 'ACTIVE';
  return { ...made, TableStatus: 'ACTIVE', CreationDateTime: clock.now() / 1000 };
}

async function deleteTable(database: Database, input: Input): Promise<object> {
  const { TableName: name } = validate('deleteTable', input);
  return await database.write(async (overlay) => {
    const { description } = existing(database, name);
    for (const prefix of [itemPrefix(name), ...sectionsOf(description).keys()]) {
      for await (const [key] of below(database.level, prefix)) overlay.add({ type: 'del', key });
    }
    overlay.add({ type: 'del', key: tableKey(name) });
    database.tables.delete(name);
    return { TableDescription: { ...description, TableStatus: 'DELETING' } };
  });
}

function listTables(database: Database, input: Input): object {
  const { ExclusiveStartTableName: start = '', Limit: limit = 100 } = validate('listTables', input);
  const names = [...database.tables.keys()].sort().filter((name) => name > String(start));
  const page = names.slice(0, Number(limit));
  return { TableNames: page, ...(page.length < names.length && { LastEvaluatedTableName: page.at(-1) }) };
}

async function updateTimeToLive(database: Database, input: Input): Promise<object> {
  const specification = input.TimeToLiveSpecification as { AttributeName?: unknown; Enabled?: unknown };
  const { AttributeName: attribute, Enabled: enabled } = specification ?? {};
  if (typeof attribute !== 'string' || attribute === '' || typeof enabled !== 'boolean') {
    throw validationException('TimeToLiveSpecification needs AttributeName and Enabled');
  }
  const { TableName: name } = validate('describeTimeToLive', input);
  return await database.write(async (overlay) => {
    const { description, timeToLive } = existing(database, name);
    if (enabled && timeToLive !== undefined) throw validationException('TimeToLive is already enabled');
    if (!enabled && timeToLive === undefined) throw validationException('TimeToLive is already disabled');
    store(database, overlay, { description, ...(enabled && { timeToLive: attribute }) });
    return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled } };
  });
}

function existing(database: Database, name: string): StoredTable {
  const table = database.tables.get(name);
  if (!table) throw resourceNotFound(`Requested resource not found: Table: ${name} not found`);
  return table;
}

function store(database: Database, overlay: Overlay, table: StoredTable): void {
  const name = table.description.TableName;
  overlay.add({ type: 'put', key: tableKey(name), value: table });
  database.tables.set(name, table);
}
