import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import type { Service } from '../../../../local/service.ts';
import { createDynamoDb, type DynamoDbOptions } from '../../../../local/services/dynamodb/index.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';
import { inProcess } from '../../../unit/local/services/in-process.ts';

export const TABLE = 'towpath';

export type Setup = Awaited<ReturnType<typeof setUp>>;

/** A service with the table that Towpath uses: pk and sk, and one index by gsi1pk and gsi1sk. */
export async function setUp(options: Partial<DynamoDbOptions> = {}) {
  const clock = new VirtualClock('2026-11-20T12:00:00Z');
  const service = await createDynamoDb({ clock, region: 'eu-west-1', accountId: '111122223333', ...options });
  const client = new DynamoDBClient(settingsFor(service));
  return {
    clock,
    service,
    client,
    documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    createTable: () => client.send(createTable()),
  };
}

let databases = 0;

/** Where `npm run test:dynamodb-local` runs Amazon's engine, that is asked instead; each access key is a database to it. */
function settingsFor(service: Service) {
  const endpoint = inject('dynamoDbLocal');
  if (endpoint === undefined) return inProcess(service);
  databases += 1;
  const accessKeyId = `test${process.pid}x${databases}`;
  return { endpoint, region: 'eu-west-1', credentials: { accessKeyId, secretAccessKey: 'test' } };
}

export async function setUpWithTable(options: Partial<DynamoDbOptions> = {}) {
  const made = await setUp(options);
  await made.createTable();
  return made;
}

export function createTable(name = TABLE): CreateTableCommand {
  return new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'gsi1',
        KeySchema: [
          { AttributeName: 'gsi1pk', KeyType: 'HASH' },
          { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
}

export const key = (pk: string, sk = 'META') => ({ pk, sk });
