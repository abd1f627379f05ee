import * as sdk from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, it } from 'vitest';
import { commandOf, eachOperation, type Row, refusalIn } from '../refusals.ts';
import { createTable, type Setup, setUpWithTable, TABLE } from './setup.ts';

const TableName = TABLE;
const Key = { pk: { S: 'known' }, sk: { S: 'META' } };
const readOf = (name: string) => ({ RequestItems: { [name]: { Keys: [Key] } } });
const writeOf = (name: string) => ({ RequestItems: { [name]: [{ PutRequest: { Item: Key } }] } });
const getOf = (name: string) => ({ TransactItems: [{ Get: { TableName: name, Key } }] });
const putOf = (name: string, more: object = {}) => ({
  TransactItems: [{ Put: { TableName: name, Item: Key, ...more } }],
});
const absent = { ConditionExpression: 'attribute_not_exists(pk)' };
const enabled = { AttributeName: 'expires', Enabled: true };

const requests = () => ({
  BatchGetItem: readOf(TABLE),
  BatchWriteItem: writeOf(TABLE),
  CreateTable: createTable('new').input,
  DeleteItem: { TableName, Key },
  DeleteTable: { TableName },
  DescribeTable: { TableName },
  DescribeTimeToLive: { TableName },
  GetItem: { TableName, Key },
  ListTables: {},
  PutItem: { TableName, Item: Key },
  Query: {
    TableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: 'known' } },
  },
  Scan: { TableName },
  TransactGetItems: getOf(TABLE),
  TransactWriteItems: putOf(TABLE),
  UpdateItem: { TableName, Key },
  UpdateTimeToLive: { TableName, TimeToLiveSpecification: enabled },
});

const ROWS: readonly Row<object>[] = [
  ['DeleteItem GetItem PutItem Query Scan UpdateItem', 'ResourceNotFoundException', { TableName: 'absent' }],
  ['DeleteTable DescribeTable', 'ResourceNotFoundException', { TableName: 'absent' }],
  ['DescribeTimeToLive UpdateTimeToLive', 'ResourceNotFoundException', { TableName: 'absent' }],
  ['BatchGetItem', 'ResourceNotFoundException', readOf('absent')],
  ['BatchWriteItem', 'ResourceNotFoundException', writeOf('absent')],
  ['TransactGetItems', 'ResourceNotFoundException', getOf('absent')],
  ['TransactWriteItems', 'ResourceNotFoundException', putOf('absent')],
  ['DeleteItem GetItem PutItem Query Scan UpdateItem', 'ValidationException', { TableName: 'a b' }],
  ['CreateTable DeleteTable DescribeTable', 'ValidationException', { TableName: 'a b' }],
  ['DescribeTimeToLive UpdateTimeToLive', 'ValidationException', { TableName: 'a b' }],
  ['BatchGetItem BatchWriteItem', 'ValidationException', { RequestItems: {} }],
  ['ListTables', 'ValidationException', { Limit: 0 }],
  ['TransactGetItems TransactWriteItems', 'ValidationException', { TransactItems: [] }],
  ['DeleteItem PutItem UpdateItem', 'ConditionalCheckFailedException', absent],
  ['CreateTable', 'ResourceInUseException', { TableName }],
  ['TransactWriteItems', 'IdempotentParameterMismatchException', { ClientRequestToken: 'used' }],
  ['TransactWriteItems', 'TransactionCanceledException', putOf(TABLE, absent)],
];

let client: Setup['client'];
beforeAll(async () => {
  client = (await setUpWithTable()).client;
  const first = { ...putOf(TABLE, { Item: { ...Key, n: { N: '1' } } }), ClientRequestToken: 'used' };
  await client.send(new sdk.TransactWriteItemsCommand(first));
});

it.each(eachOperation(ROWS))('$operation answers $error', async (row) => {
  expect(await refusalIn(client.send(commandOf(sdk, requests, {}, row)))).toBe(row.error);
});
