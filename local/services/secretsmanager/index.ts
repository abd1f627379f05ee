import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../clock.ts';
import { type Input, type Service, ServiceError } from '../../service.ts';
import { CURRENT, type Secret, Secrets, type SecretValue, type Version } from './secrets.ts';

export interface SecretsManagerOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** Where the secrets are kept, in a file with mode 0600; without it they live in memory. */
  readonly directory?: string;
  /** Version ids where the caller gives no ClientRequestToken; random UUIDs when not given. */
  readonly newId?: () => string;
}

export function createSecretsManager(options: SecretsManagerOptions): Service {
  const { clock, region, accountId, directory, newId = randomUUID } = options;
  const secrets = new Secrets({
    clock,
    region,
    accountId,
    file: directory && join(directory, 'secrets.jsonl'),
  });
  return {
    target: 'secretsmanager',
    operations: {
      CreateSecret: async (input) => createSecret(secrets, input, newId),
      GetSecretValue: async (input) => getSecretValue(secrets, input),
      PutSecretValue: async (input) => putSecretValue(secrets, input, newId),
      DescribeSecret: async (input) => describeSecret(secrets.find(required(input, 'SecretId'))),
    },
    async close() {
      secrets.close();
    },
  };
}

function createSecret(secrets: Secrets, input: Input, newId: () => string): object {
  const name = required(input, 'Name');
  const value = secretValue(input);
  const id = optional(input, 'ClientRequestToken') ?? newId();
  if (secrets.has(name)) {
    const existing = secrets.find(name);
    if (isRepeated(existing, id, value)) return shown(existing, { id });
    throw new ServiceError(
      'ResourceExistsException',
      `The operation failed because the secret ${name} already exists.`,
    );
  }
  const secret = secrets.create(name, optional(input, 'Description'));
  secrets.put(secret, { id, value, stages: [CURRENT] });
  return shown(secret, { id });
}

function putSecretValue(secrets: Secrets, input: Input, newId: () => string): object {
  const secret = secrets.find(required(input, 'SecretId'));
  const value = secretValue(input);
  const id = optional(input, 'ClientRequestToken') ?? newId();
  const stages = Array.isArray(input.VersionStages) ? (input.VersionStages as string[]) : [CURRENT];
  const existing = secret.versions.find((version) => version.id === id);
  if (existing && !isRepeated(secret, id, value)) {
    throw new ServiceError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`,
    );
  }
  if (existing) return { ...shown(secret, existing), VersionStages: existing.stages };
  secrets.put(secret, { id, value, stages });
  return { ...shown(secret, { id }), VersionStages: stages };
}

function getSecretValue(secrets: Secrets, input: Input): object {
  const secret = secrets.find(required(input, 'SecretId'));
  const id = optional(input, 'VersionId');
  const stage = optional(input, 'VersionStage') ?? (id === undefined ? CURRENT : undefined);
  const version = secret.versions.find(
    (candidate) =>
      (id === undefined || candidate.id === id) && (stage === undefined || candidate.stages.includes(stage)),
  );
  if (!version) {
    const by = id === undefined ? `staging label: ${stage}` : `VersionId: ${id}`;
    throw new ServiceError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${by}`,
    );
  }
  return {
    ...shown(secret, version),
    ...version.value,
    VersionStages: version.stages,
    CreatedDate: version.createdAt / 1000,
  };
}

function describeSecret(secret: Secret): object {
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description !== undefined && { Description: secret.description }),
    CreatedDate: secret.createdAt / 1000,
    LastChangedDate: secret.changedAt / 1000,
    VersionIdsToStages: Object.fromEntries(secret.versions.map(({ id, stages }) => [id, stages])),
  };
}

function shown(secret: Secret, version: Pick<Version, 'id'>): object {
  return { ARN: secret.arn, Name: secret.name, VersionId: version.id };
}

/** The SDK sends the same ClientRequestToken when it tries again. */
function isRepeated(secret: Secret, id: string, value: SecretValue): boolean {
  return secret.versions.some((version) => version.id === id && isDeepStrictEqual(version.value, value));
}

function secretValue(input: Input): SecretValue {
  const text = optional(input, 'SecretString');
  const binary = optional(input, 'SecretBinary');
  if ((text === undefined) === (binary === undefined)) {
    throw new ServiceError(
      'InvalidRequestException',
      'You must provide either SecretString or SecretBinary, and not both.',
    );
  }
  return text === undefined ? { SecretBinary: binary ?? '' } : { SecretString: text };
}

function required(input: Input, name: string): string {
  const value = optional(input, name);
  if (value !== undefined) return value;
  throw new ServiceError('InvalidParameterException', `You must provide a value for the ${name} parameter.`);
}

function optional(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
