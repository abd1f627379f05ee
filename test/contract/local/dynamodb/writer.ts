import { createDynamoDb } from '../../../../local/services/dynamodb/index.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';
import { createTable, TABLE } from './setup.ts';

/**
 * The process that durability.test.ts kills: writes state and entry number 1, 2, 3, ... in transactions, ten at a
 * time, and reports each number once it is answered. Its changes are never taken.
 */
const service = await createDynamoDb({
  directory: process.argv[2] ?? '',
  clock: new VirtualClock('2026-11-20T12:00:00Z'),
  region: 'eu-west-1',
  accountId: '111122223333',
  onChanges: () => new Promise(() => {}),
});
await service.operations.CreateTable?.({ ...createTable().input });

async function write(n: number): Promise<void> {
  const item = (sk: string) => ({ pk: { S: `p${n}` }, sk: { S: sk }, n: { N: String(n) } });
  await service.operations.TransactWriteItems?.({
    TransactItems: [
      {
        Put: { TableName: TABLE, Item: { ...item('STATE'), gsi1pk: { S: 'all' }, gsi1sk: { S: String(n) } } },
      },
      { Put: { TableName: TABLE, Item: item('ENTRY') } },
    ],
  });
  process.send?.(n);
}

for (let n = 0; ; n += 10) {
  await Promise.all(Array.from({ length: 10 }, (_, i) => write(n + i)));
}
