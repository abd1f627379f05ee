import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { gitEnvironment } from './process.ts';

/**
 * A git process that stays open and answers many requests. It starts with the first request, and again with the
 * next one after it ended; it ends by itself when this process dies, because its standard input closes.
 */
export class Companion {
  readonly #args: readonly string[];
  readonly #onOutput: (chunk: Buffer) => void;
  readonly #onEnd: (complaint: string) => void;
  #child: ChildProcessWithoutNullStreams | undefined;

  constructor(
    args: readonly string[],
    on: {
      output: (chunk: Buffer) => void /** Everything asked and unanswered is lost. */;
      end: (complaint: string) => void;
    },
  ) {
    this.#args = args;
    this.#onOutput = on.output;
    this.#onEnd = on.end;
  }

  send(text: string): void {
    this.#child ??= this.#start();
    this.#child.stdin.write(text);
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    child.stdin.end();
    await once(child, 'close');
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawn('git', this.#args, { env: gitEnvironment });
    let complaint = '';
    child.stdout.on('data', this.#onOutput);
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    // A write to a process that is ending; `close` tells what was lost.
    child.stdin.on('error', () => {});
    child.on('error', (error) => {
      complaint ||= error.message;
    });
    child.on('close', () => {
      if (this.#child === child) this.#child = undefined;
      this.#onEnd(complaint.trim());
    });
    return child;
  }
}
