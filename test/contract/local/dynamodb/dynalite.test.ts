import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import {
  dynaliteDb,
  type Item,
  type Request,
  run,
  type Store,
  type Table,
  validate,
} from '../../../../local/services/dynamodb/dynalite.ts';
import { indexPrefix } from '../../../../local/services/dynamodb/indexes.ts';
import { createOverlay, itemPrefix } from '../../../../local/services/dynamodb/overlay.ts';

/**
 * The service is built on modules of dynalite that are not its public API. These tests say what it relies on, so
 * that an upgrade that takes it away fails here, by name, and not somewhere in a promotion.
 */
const table: Table = {
  TableName: 'pins',
  TableArn: 'arn',
  TableStatus: 'ACTIVE',
  CreationDateTime: 0,
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'g', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byG',
      KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
      ...{ Projection: { ProjectionType: 'ALL' } },
    },
  ],
};
const item: Item = { pk: { S: 'a' }, g: { S: 'x' } };

async function open() {
  const base = dynaliteDb.create({});
  await base.db.open();
  return { base, overlay: createOverlay(base.db, () => table) };
}

describe('dynalite', () => {
  it('is the version that these pins were made for', () => {
    const { version } = createRequire(import.meta.url)('dynalite/package.json') as { version: string };
    expect(version).toBe('4.0.0');
  });

  it('leaves parsed expressions in the request and drops what it does not know', () => {
    const request = validate('putItem', {
      TableName: 'pins',
      Item: item,
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect(request).toHaveProperty('_condition');
    expect(request).not.toHaveProperty('ReturnValuesOnConditionCheckFailure');
    expect(dynaliteDb.checkConditional(request, undefined)).toBeFalsy();
    expect(dynaliteDb.checkConditional(request, item)).toMatchObject({ statusCode: 400 });
  });

  it('writes items and index entries through the store that it is given, and nowhere else', async () => {
    const { base, overlay } = await open();
    await run('putItem', overlay.store, { TableName: 'pins', Item: item });
    expect(overlay.changes()).toMatchObject([{ before: undefined, after: item }]);
    const keys = overlay.operations().map(({ key }) => key);
    expect(keys).toHaveLength(2);
    expect(keys).toEqual(
      expect.arrayContaining([
        expect.stringContaining(itemPrefix('pins')),
        expect.stringContaining(indexPrefix('global', 'pins', 'byG')),
      ]),
    );
    expect(await base.db.get(keys[0] ?? '')).toBeUndefined();
  });

  it.each<[string, Parameters<typeof run>[0], Request]>([
    ['a get', 'getItem', { TableName: 'pins', Key: { pk: { S: 'a' } } }],
    ['a scan', 'scan', { TableName: 'pins' }],
    ['a scan of an index', 'scan', { TableName: 'pins', IndexName: 'byG' }],
  ])('keeps items where %s of its own store finds them', async (_what, action, request) => {
    const { base, overlay } = await open();
    await run('putItem', overlay.store, { TableName: 'pins', Item: item });
    await base.db.batch(overlay.operations());
    const { getItemDb, getIndexDb } = base;
    const store: Store = { ...overlay.store, getItemDb, getIndexDb };
    const result = (await run(action, store, request)) as { Item?: Item; Items?: Item[] };
    expect(result.Item ?? result.Items?.[0]).toEqual(item);
  });

  it('reads an item before it writes it, so that the old image is known', async () => {
    const { base, overlay } = await open();
    await run('putItem', overlay.store, { TableName: 'pins', Item: item });
    await base.db.batch(overlay.operations());
    const requests: [Parameters<typeof run>[0], Request][] = [
      ['putItem', { TableName: 'pins', Item: { ...item, g: { S: 'y' } } }],
      ['updateItem', { TableName: 'pins', Key: { pk: { S: 'a' } }, AttributeUpdates: {} }],
      ['deleteItem', { TableName: 'pins', Key: { pk: { S: 'a' } } }],
      ['batchWriteItem', { TableName: 'pins', RequestItems: { pins: [{ PutRequest: { Item: item } }] } }],
    ];
    for (const [action, request] of requests) {
      const next = createOverlay(base.db, () => table);
      await run(action, next.store, request);
      expect(next.changes()).toMatchObject([{ before: item }]);
    }
  });
});
