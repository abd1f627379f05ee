import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { vi } from 'vitest';
import { table as description } from '../../functions/manifest.ts';
import { startServer } from '../../local/server.ts';
import type { Service } from '../../local/service.ts';
import { createTable, type Table } from '../../src/aws/table.ts';

/** Where the local cloud's services are made for these tests. */
export const PLACE = { region: 'eu-west-1', accountId: '111122223333' } as const;

export interface LocalAws {
  readonly url: string;
  close(): Promise<void>;
}

/** The services behind a socket, and the environment that leads SDK clients made from now on to them. */
export async function startAws(services: readonly Service[]): Promise<LocalAws> {
  const server = await startServer({ port: 0, services });
  vi.stubEnv('AWS_ENDPOINT_URL', server.url);
  vi.stubEnv('AWS_REGION', PLACE.region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  return { url: server.url, close: () => server.close() };
}

let tables = 0;

/** A table of its own for each test, as the manifest describes it. */
export async function createEmptyTable(): Promise<Table> {
  tables += 1;
  const name = `towpath-${tables}`;
  const { partitionKey, sortKey, indexes } = description;
  const keys = ({ partitionKey: hash, sortKey: range }: { partitionKey: string; sortKey: string }) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  const attributes = [
    partitionKey,
    sortKey,
    ...indexes.flatMap((index) => [index.partitionKey, index.sortKey]),
  ];
  const client = new DynamoDBClient({});
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys(description),
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keys(index),
        Projection: { ProjectionType: 'ALL' },
      })),
    }),
  );
  client.destroy();
  return createTable(name);
}

export async function temporaryFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-contract-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) };
}
