/** A failure as the Amazon States Language knows it: an error name and a cause, both of which may be missing. */
export class StatesError extends Error {
  override readonly name = 'StatesError';
  readonly error: string | undefined;
  readonly reason: string | undefined;
  /** A second name that Retry and Catch may use, e.g. States.HeartbeatTimeout for what is reported as States.Timeout. */
  readonly alias: string | undefined;

  constructor(error: string | undefined, reason?: string, alias?: string) {
    super(`${error ?? 'no error name'}: ${reason ?? 'no cause'}`);
    this.error = error;
    this.reason = reason;
    this.alias = alias;
  }
}

/** What Step Functions itself cannot process; it ends the execution, no Retry or Catch sees it. */
export function runtimeError(reason: string): StatesError {
  return new StatesError('States.Runtime', reason);
}

export function dataLimitError(what: string): StatesError {
  return new StatesError(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
