import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../local/clock.ts';
import { createSecretsManager } from '../../local/services/secretsmanager/index.ts';
import { createChatSecrets } from '../../src/aws/chat-secrets.ts';
import { createAgentKeys } from '../../src/aws/world.ts';
import { type LocalAws, PLACE, startAws } from './local-aws.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startAws([createSecretsManager({ ...PLACE, clock: systemClock })]);
});
afterAll(() => aws.close());

it('the keys of agents are read once a minute, so that a rotation is seen', async () => {
  const client = new SecretsManagerClient({});
  const SecretId = 'towpath/agent-keys';
  await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'first' }));
  let now = 0;
  const keys = createAgentKeys(SecretId, () => now);
  expect(await keys.text()).toBe('first');
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'second' }));
  now = 59_999;
  expect(await keys.text()).toBe('first');
  now = 60_000;
  expect(await keys.text()).toBe('second');
});

it('a secret without text, or none, is an error that names it', async () => {
  const bytes = new CreateSecretCommand({ Name: 'bytes', SecretBinary: Uint8Array.of(1) });
  await new SecretsManagerClient({}).send(bytes);
  await expect(createAgentKeys('bytes', () => 0).text()).rejects.toThrow('The secret bytes has no text.');
  await expect(createAgentKeys('none', () => 0).text()).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

it('the secrets of Slack are none, right or wrong, and seen within a minute', async () => {
  const client = new SecretsManagerClient({});
  const Name = 'towpath/slack';
  const right = { signingSecret: 's', botToken: 'xoxb-1' };
  let now = 0;
  const secrets = createChatSecrets(Name, () => now);
  expect(await secrets.read()).toBeUndefined();
  await client.send(new CreateSecretCommand({ Name, SecretString: JSON.stringify(right) }));
  expect(await secrets.read()).toBeUndefined();
  now = 60_000;
  expect(await secrets.read()).toEqual(right);
  for (const SecretString of ['no JSON', '{"botToken":"xoxb-1"}', '{"signingSecret":"","botToken":"x"}']) {
    await client.send(new PutSecretValueCommand({ SecretId: Name, SecretString }));
    now += 60_000;
    await expect(secrets.read()).rejects.toThrow(`The secret ${Name} must be {"signingSecret"`);
  }
});
