import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import {
  createSecretsManager,
  type SecretsManagerOptions,
} from '../../../../local/services/secretsmanager/index.ts';
import { VirtualClock } from '../../../../local/virtual-clock.ts';
import { inProcess } from '../../../unit/local/services/in-process.ts';

function setUp(options: Partial<SecretsManagerOptions> = {}) {
  const clock = new VirtualClock('2026-11-20T12:00:00Z');
  const service = createSecretsManager({ clock, region: 'eu-west-1', accountId: '111122223333', ...options });
  const client = new SecretsManagerClient(inProcess(service));
  return {
    clock,
    service,
    create: (Name: string, SecretString: string, ClientRequestToken?: string) =>
      client.send(new CreateSecretCommand({ Name, SecretString, ClientRequestToken })),
    put: (SecretId: string, SecretString: string, more: object = {}) =>
      client.send(new PutSecretValueCommand({ SecretId, SecretString, ...more })),
    get: (SecretId: string, more: Partial<GetSecretValueCommandInput> = {}) =>
      client.send(new GetSecretValueCommand({ SecretId, ...more })),
    describe: (SecretId: string) => client.send(new DescribeSecretCommand({ SecretId })),
    send: client.send.bind(client),
  };
}

const arn = /^arn:aws:secretsmanager:eu-west-1:111122223333:secret:agent-keys-[a-zA-Z0-9]{6}$/;

describe('secrets', () => {
  it('are found by name, and by ARN with or without its last six characters', async () => {
    const secrets = setUp();
    const created = await secrets.create('agent-keys', 'one');
    expect(created.ARN).toMatch(arn);
    for (const id of ['agent-keys', created.ARN, created.ARN?.slice(0, -7)]) {
      expect(await secrets.get(id ?? '')).toMatchObject({
        ARN: created.ARN,
        Name: 'agent-keys',
        VersionId: created.VersionId,
        SecretString: 'one',
        VersionStages: ['AWSCURRENT'],
        CreatedDate: new Date('2026-11-20T12:00:00Z'),
      });
    }
  });

  it('may hold bytes', async () => {
    const secrets = setUp();
    const SecretBinary = new Uint8Array([0, 255, 1]);
    await secrets.send(new CreateSecretCommand({ Name: 'bytes', SecretBinary }));
    const value = await secrets.get('bytes');
    expect(value.SecretBinary).toEqual(SecretBinary);
    expect(value.SecretString).toBeUndefined();
  });

  it('have a current and a previous version', async () => {
    const secrets = setUp();
    const first = await secrets.create('agent-keys', 'one');
    await secrets.clock.advance(60_000);
    const second = await secrets.put('agent-keys', 'two');
    expect(second.VersionStages).toEqual(['AWSCURRENT']);
    expect(await secrets.get('agent-keys')).toMatchObject({ SecretString: 'two' });
    expect(await secrets.get('agent-keys', { VersionStage: 'AWSPREVIOUS' })).toMatchObject({
      SecretString: 'one',
      VersionId: first.VersionId,
    });
    const third = await secrets.put('agent-keys', 'three');
    expect(await secrets.describe('agent-keys')).toMatchObject({
      ARN: first.ARN,
      CreatedDate: new Date('2026-11-20T12:00:00Z'),
      LastChangedDate: new Date('2026-11-20T12:01:00Z'),
      VersionIdsToStages: {
        [second.VersionId ?? '']: ['AWSPREVIOUS'],
        [third.VersionId ?? '']: ['AWSCURRENT'],
      },
    });
    await expect(secrets.get('agent-keys', { VersionId: first.VersionId })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('may have a version that waits for its turn', async () => {
    const secrets = setUp();
    await secrets.create('agent-keys', 'one');
    await secrets.put('agent-keys', 'two', { VersionStages: ['AWSPENDING'] });
    expect(await secrets.get('agent-keys')).toMatchObject({ SecretString: 'one' });
    expect(await secrets.get('agent-keys', { VersionStage: 'AWSPENDING' })).toMatchObject({
      SecretString: 'two',
    });
  });

  it('are written once per token', async () => {
    const secrets = setUp();
    const first = await secrets.create('agent-keys', 'one', 'token-1-of-32-characters-or-more-');
    expect(await secrets.create('agent-keys', 'one', 'token-1-of-32-characters-or-more-')).toMatchObject({
      VersionId: first.VersionId,
    });
    const again = { ClientRequestToken: first.VersionId };
    expect(await secrets.put('agent-keys', 'one', again)).toMatchObject({ VersionId: first.VersionId });
    await expect(secrets.put('agent-keys', 'other', again)).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
    await expect(secrets.create('agent-keys', 'other')).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
  });

  it('that do not exist, or have no value, are refused', async () => {
    const secrets = setUp();
    const { ARN = '' } = await secrets.create('agent-keys', 'one');
    const wrongArn = ARN.replace(/.{6}$/, 'zzzzzz');
    for (const id of ['absent', wrongArn]) {
      await expect(secrets.get(id)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    }
    await expect(secrets.get('agent-keys', { VersionStage: 'AWSPREVIOUS' })).rejects.toThrow('AWSPREVIOUS');
    await expect(secrets.send(new CreateSecretCommand({ Name: 'empty' }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await expect(secrets.get('')).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('are kept in a file that only its owner reads', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'towpath-secrets-'));
    const first = setUp({ directory });
    await first.create('agent-keys', 'one');
    await first.put('agent-keys', 'two');
    expect(statSync(join(directory, 'secrets.jsonl')).mode & 0o777).toBe(0o600);
    const second = setUp({ directory });
    expect(await second.get('agent-keys')).toMatchObject({ SecretString: 'two' });
    expect(await second.get('agent-keys', { VersionStage: 'AWSPREVIOUS' })).toMatchObject({
      SecretString: 'one',
    });
    await second.service.close();
    rmSync(directory, { recursive: true });
  });
});
