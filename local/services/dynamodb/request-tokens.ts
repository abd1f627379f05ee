import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { type Input, ServiceError } from '../../service.ts';
import { below } from './database.ts';
import type { Level, LevelOperation } from './dynalite.ts';

interface Remembered {
  readonly fingerprint: string;
  readonly atMs: number;
}

const PREFIX = 'token~';
const IDEMPOTENT_FOR_MS = 10 * 60_000;

/** `ClientRequestToken`s of committed transactions: a token is good for ten minutes, restarts included. */
export class RequestTokens {
  readonly #clock: Clock;
  /** In the order of their age. */
  readonly #remembered: Map<string, Remembered>;

  private constructor(clock: Clock, remembered: Map<string, Remembered>) {
    this.#clock = clock;
    this.#remembered = remembered;
  }

  static async load(level: Level, clock: Clock): Promise<RequestTokens> {
    const entries: [string, Remembered][] = [];
    for await (const [key, value] of below(level, PREFIX)) {
      entries.push([key.slice(PREFIX.length), value as Remembered]);
    }
    return new RequestTokens(clock, new Map(entries.sort(([, a], [, b]) => a.atMs - b.atMs)));
  }

  /** True for a transaction that was already made. @throws when the token was used for another one. */
  async isRepeated(input: Input): Promise<boolean> {
    const known = this.#remembered.get(tokenOf(input) ?? '');
    if (!known || this.#isExpired(known)) return false;
    if (known.fingerprint === fingerprint(input.TransactItems)) return true;
    throw new ServiceError(
      'IdempotentParameterMismatchException',
      'The request uses the same client token as a previous, but non-identical request. ' +
        'Do not reuse a client token with different requests, unless the requests are identical',
    );
  }

  /** What to commit together with the transaction; drops tokens that have expired. */
  remember(input: Input): LevelOperation[] {
    const operations: LevelOperation[] = [];
    for (const [token, remembered] of this.#remembered) {
      if (!this.#isExpired(remembered)) break;
      this.#remembered.delete(token);
      operations.push({ type: 'del', key: PREFIX + token });
    }
    const token = tokenOf(input);
    if (token === undefined) return operations;
    const value = { fingerprint: fingerprint(input.TransactItems), atMs: this.#clock.now() };
    this.#remembered.set(token, value);
    return [...operations, { type: 'put', key: PREFIX + token, value }];
  }

  #isExpired({ atMs }: Remembered): boolean {
    return atMs + IDEMPOTENT_FOR_MS <= this.#clock.now();
  }
}

function tokenOf(input: Input): string | undefined {
  const token = input.ClientRequestToken;
  return typeof token === 'string' ? token : undefined;
}

/** The same for the same parameters, in whatever order their members were written. */
function fingerprint(parameters: unknown): string {
  const canonical = JSON.stringify(parameters, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(canonical).digest('hex');
}
