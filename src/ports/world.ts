/** Time and patience, so that tests own both. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after about `milliseconds`. */
  pause(milliseconds: number): Promise<void>;
  /** A number in [0, 1) for jitter, never for identity. */
  chance(): number;
}

/** Where a message goes that no retry can help; `reason` says what is wrong with it. */
export interface DeadLetters {
  put(message: unknown, reason: string): Promise<void>;
}

/** Structured log lines and counts. Never given a secret, a token or a request body. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  count(metric: string, value?: number): void;
  /** A duration. */
  measure(metric: string, milliseconds: number): void;
}

/** The secret document from which every cluster's key is derived. */
export interface AgentKeys {
  /** Text of the secret; cached for a minute at most, so that a rotation is seen. */
  text(): Promise<string>;
}
