import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { MissingError, UsageError } from './exit-code.ts';

export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** All that the program has of the world around it. What is optional is the process's own when left out. */
export interface Io {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch?: typeof globalThis.fetch;
  readonly stdin?: AsyncIterable<string | Uint8Array>;
  readonly cwd?: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Ends `watch`. */
  readonly signal?: AbortSignal;
  /** Between two looks of `watch`, in milliseconds. */
  readonly pollMs?: number;
}

/** The text of a file, or of stdin for `-`. */
export async function readInput(io: Io, file: string): Promise<string> {
  if (file === '-') return text(textChunks(io.stdin ?? process.stdin));
  try {
    return await readFile(resolve(startedIn(io), file), 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT') throw new MissingError(`There is no file ${file}.`, { cause });
    throw new UsageError(`${file} cannot be read (${String(code)}). Name a text file, or - for stdin.`, {
      cause,
    });
  }
}

/** `npm run` moves to the package's folder first; a relative path means the folder that the person is in. */
export function startedIn({ env, cwd = process.cwd() }: Io): string {
  return env.npm_lifecycle_event === 'towpath' ? (env.INIT_CWD ?? cwd) : cwd;
}

async function* textChunks(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
