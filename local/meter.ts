/** A request that arrived over AWS JSON, with its answer; `failure` is the error's code. */
export interface AwsCall {
  /** `X-Amz-Target` before the dot. */
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly answer: object;
  readonly failure?: string;
}

/** An item in DynamoDB's JSON before and after a write; undefined where there is none. */
export interface WrittenItem {
  readonly before: Readonly<Record<string, unknown>> | undefined;
  readonly after: Readonly<Record<string, unknown>> | undefined;
}

/** Hears of what AWS bills for, as it happens. Knows nothing of prices: `npm run bench:cost` adds it up. */
export interface Meter {
  request(call: AwsCall): void;
  /** Items that one request wrote, whether as a transaction or one by one. */
  wrote(items: readonly WrittenItem[], isTransaction: boolean): void;
  /** An invocation has ended; a cold one counts the start of its environment. */
  invoked(functionName: string, milliseconds: number): void;
}
