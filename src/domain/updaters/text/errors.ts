export interface Source {
  /** Path in the configuration repository; only for messages. */
  readonly file: string;
  readonly text: string;
}

/** An overlay that cannot be edited safely; the message says where, why, and what to do about it. */
export class EditRefusedError extends Error {
  override readonly name = 'EditRefusedError';
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units; a byte order mark counts as none. */
  readonly column: number;

  constructor({ file, text }: Source, offset: number, message: string, options?: ErrorOptions) {
    const before = text.slice(0, offset).replace(/^\uFEFF/, '');
    const line = before.split('\n').length;
    const column = before.length - before.lastIndexOf('\n');
    super(`${file}:${line}:${column}: ${message}`, options);
    this.file = file;
    this.line = line;
    this.column = column;
  }
}
