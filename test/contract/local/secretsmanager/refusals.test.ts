import * as sdk from '@aws-sdk/client-secrets-manager';
import { beforeAll, expect, it } from 'vitest';
import { createSecretsManager } from '../../../../local/services/secretsmanager/index.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';
import { inProcess } from '../../../unit/local/services/in-process.ts';
import { PLACE } from '../../local-aws.ts';
import { commandOf, eachOperation, type Row, refusalIn } from '../refusals.ts';

const token = 'a'.repeat(32);
const known = { SecretId: 'known' };
const requests = () => ({
  CreateSecret: { Name: 'new', SecretString: 'text' },
  DescribeSecret: known,
  GetSecretValue: known,
  PutSecretValue: { ...known, SecretString: 'text' },
});

const ROWS: readonly Row<object>[] = [
  ['CreateSecret', 'InvalidParameterException', { Name: '' }],
  ['CreateSecret', 'InvalidRequestException', { SecretString: undefined }],
  ['CreateSecret', 'ResourceExistsException', { Name: 'known' }],
  ['DescribeSecret GetSecretValue PutSecretValue', 'InvalidParameterException', { SecretId: '' }],
  ['DescribeSecret GetSecretValue PutSecretValue', 'ResourceNotFoundException', { SecretId: 'absent' }],
  ['GetSecretValue', 'ResourceNotFoundException', { VersionStage: 'AWSPREVIOUS' }],
  ['PutSecretValue', 'InvalidRequestException', { SecretBinary: new Uint8Array([1]) }],
  ['PutSecretValue', 'ResourceExistsException', { ClientRequestToken: token }],
];

const service = createSecretsManager({ ...PLACE, clock: new VirtualClock('2026-11-20T12:00:00Z') });
const client = new sdk.SecretsManagerClient(inProcess(service));
beforeAll(async () => {
  const first = { Name: 'known', SecretString: 'first', ClientRequestToken: token };
  await client.send(new sdk.CreateSecretCommand(first));
});

it.each(eachOperation(ROWS))('$operation answers $error', async (row) => {
  expect(await refusalIn(client.send(commandOf(sdk, requests, {}, row)))).toBe(row.error);
});
