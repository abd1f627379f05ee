import { ApiError, UnreachableError } from '../console/api/client.ts';

/** What a script may rely on; docs/cli.md and `towpath --help` say the same. */
export const EXIT = { done: 0, no: 1, usage: 2, notFound: 3, failed: 4 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command line asks for something that makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What the command line names is not there. */
export class MissingError extends Error {
  override readonly name: string = 'MissingError';
}

/** Where Towpath is could not be found out. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof MissingError) return EXIT.notFound;
  if (error instanceof ApiError) return BY_STATUS[error.status] ?? EXIT.failed;
  return EXIT.failed;
}

const BY_STATUS: Readonly<Record<number, ExitCode>> = {
  400: EXIT.usage,
  404: EXIT.notFound,
  409: EXIT.no,
};

/** One sentence for people, whatever was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof SyntaxError)
    return 'What answers there is not Towpath: no JSON came back. Check --url and TOWPATH_URL.';
  if (!(error instanceof Error)) return `Unexpected: ${String(error)}`;
  return EXPECTED.some((kind) => error instanceof kind) ? error.message : `Unexpected: ${error.message}`;
}

const EXPECTED = [UsageError, MissingError, ConnectionError, ApiError, UnreachableError];
