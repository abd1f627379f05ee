import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Settings } from '../domain/pipeline/types.ts';
import type { ConfigurationReport, ConfigurationStore } from '../ports/configuration.ts';
import type { Table } from './table.ts';

const PARTITION = 'CONFIGURATION';

/** Settings and the last report are one item each; both are read strongly consistent, a vote may depend on it. */
export function createDynamoDbConfiguration({ name: TableName, documents }: Table): ConfigurationStore {
  const get = async (sk: string): Promise<unknown> => {
    const { Item } = await documents.send(
      new GetCommand({ TableName, Key: { pk: PARTITION, sk }, ConsistentRead: true }),
    );
    return Item?.data;
  };
  const put = async (sk: string, data: unknown, commit: string): Promise<void> => {
    await documents.send(new PutCommand({ TableName, Item: { pk: PARTITION, sk, data, commit } }));
  };
  return {
    settings: async () => (await get('SETTINGS')) as Settings | undefined,
    putSettings: (settings, commit) => put('SETTINGS', settings, commit),
    report: async () => (await get('REPORT')) as ConfigurationReport | undefined,
    putReport: (report) => put('REPORT', report, report.commit),
  };
}
