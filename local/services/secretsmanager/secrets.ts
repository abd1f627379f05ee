import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { type Journal, openJournal } from '../../journal.ts';
import { ServiceError } from '../../service.ts';

/** What a secret holds: text, or bytes as base64. */
export interface SecretValue {
  readonly SecretString?: string;
  readonly SecretBinary?: string;
}

export interface Version {
  readonly id: string;
  readonly value: SecretValue;
  readonly stages: readonly string[];
  readonly createdAt: number;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Only those that have a stage, oldest first. */
  readonly versions: readonly Version[];
}

export const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

/** Readable by nobody but the owner: the file holds the values in the clear. */
const OWNER_ONLY = 0o600;

export class Secrets {
  readonly #clock: Clock;
  readonly #arnPrefix: string;
  readonly #secrets = new Map<string, Secret>();
  readonly #journal: Journal<Secret>;

  constructor(options: { clock: Clock; region: string; accountId: string; file: string | undefined }) {
    this.#clock = options.clock;
    this.#arnPrefix = `arn:aws:secretsmanager:${options.region}:${options.accountId}:secret:`;
    this.#journal = openJournal<Secret>({
      file: options.file,
      apply: (secret) => this.#secrets.set(secret.name, secret),
      snapshot: () => this.#secrets.values(),
      mode: OWNER_ONLY,
    });
  }

  /** By name or ARN, the latter with or without the six characters that AWS adds. */
  find(id: string): Secret {
    const name = id.startsWith(this.#arnPrefix) ? id.slice(this.#arnPrefix.length) : id;
    const secret = this.#secrets.get(name) ?? this.#secrets.get(name.replace(/-[a-zA-Z0-9]{6}$/, ''));
    if (!secret || (id !== name && !secret.arn.startsWith(id))) {
      throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return secret;
  }

  has(name: string): boolean {
    return this.#secrets.has(name);
  }

  create(name: string, description: string | undefined): Secret {
    const now = this.#clock.now();
    return {
      name,
      arn: `${this.#arnPrefix}${name}-${suffix(name)}`,
      ...(description !== undefined && { description }),
      createdAt: now,
      changedAt: now,
      versions: [],
    };
  }

  /** Stores `secret` with a new version. A stage that the version takes is taken from the one that had it. */
  put(secret: Secret, version: Omit<Version, 'createdAt'>): void {
    const now = this.#clock.now();
    const older = secret.versions.map((old) => ({ ...old, stages: stagesLeft(old, version.stages) }));
    const versions = [...older, { ...version, createdAt: now }].filter(({ stages }) => stages.length > 0);
    this.#journal.append({ ...secret, changedAt: now, versions });
  }

  close(): void {
    this.#journal.close();
  }
}

/** What an older version keeps. The one that stops being current becomes the previous one in place of another. */
function stagesLeft({ stages }: Version, taken: readonly string[]): string[] {
  const left = stages.filter((stage) => !taken.includes(stage));
  if (!taken.includes(CURRENT)) return left;
  const others = left.filter((stage) => stage !== PREVIOUS);
  return stages.includes(CURRENT) ? [...others, PREVIOUS] : others;
}

/** AWS adds random characters; these are the same in every run. */
function suffix(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 6);
}
