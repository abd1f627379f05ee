/**
 * One emulated AWS service. The server picks it by the `X-Amz-Target` header (`<target>.<Operation>`) and
 * passes the parsed JSON body; what an operation returns becomes the JSON response.
 */
export interface Service {
  /** The part of `X-Amz-Target` before the dot, e.g. `CodeCommit_20150413`. */
  readonly target: string;
  /** Only the operations that Towpath calls; the server answers any other by name. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** Flushes what must survive and stops what runs. */
  close(): Promise<void>;
}

/** The body as the SDK sent it: untrusted, to be checked by the operation. */
export type Operation = (input: Input, caller?: Caller) => Promise<object>;

/** Who signed the request, as far as it says; nothing here checks a signature. */
export interface Caller {
  readonly accessKeyId?: string | undefined;
}

export type Input = Readonly<Record<string, unknown>>;

/**
 * An error that AWS documents for an operation. On the wire it is HTTP `status` with
 * `{"__type": code, "message": message, ...fields}`, which the SDK turns into its typed exception.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; fields?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status ?? 400;
    this.fields = options.fields ?? {};
  }
}
