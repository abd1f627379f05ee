import { Companion } from './companion.ts';
import { GitError } from './process.ts';

/** The reference is not where the caller believed: somebody else was faster. */
export class ReferenceMovedError extends Error {
  override readonly name = 'ReferenceMovedError';
}

/** Another reference stands in the way: `release` and `release/1` cannot both exist. */
export class ReferenceConflictError extends Error {
  override readonly name = 'ReferenceConflictError';
}

const NOTHING = '0'.repeat(40);

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Moves references with compare-and-swap through one long-lived `git update-ref --stdin`, which takes the same locks
 * as `git push`. One move at a time: the caller waits for the answer before it asks again.
 */
export class ReferenceWriter {
  readonly #companion: Companion;
  #waiting: Waiting | undefined;
  #output = '';

  constructor(gitDirectory: string) {
    this.#companion = new Companion(['--git-dir', gitDirectory, 'update-ref', '--stdin'], {
      output: (chunk) => this.#take(chunk),
      end: (complaint) => this.#lose(complaint),
    });
  }

  /**
   * `undefined` stands for "does not exist".
   * @throws ReferenceMovedError, ReferenceConflictError
   */
  move(reference: string, from: string | undefined, to: string | undefined): Promise<void> {
    const command = to === undefined ? `delete ${reference}` : `update ${reference} ${to}`;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#companion.send(`start\n${command} ${from ?? NOTHING}\nprepare\ncommit\n`);
    });
  }

  close(): Promise<void> {
    return this.#companion.close();
  }

  #take(chunk: Buffer): void {
    this.#output += chunk.toString();
    if (!this.#output.endsWith('commit: ok\n')) return;
    this.#output = '';
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve();
  }

  /** A refused transaction ends the process: its complaint says why. */
  #lose(complaint: string): void {
    this.#output = '';
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(refusal(complaint));
  }
}

function refusal(complaint: string): Error {
  if (/ exists; cannot create /.test(complaint)) return new ReferenceConflictError(complaint);
  if (/ but expected |reference already exists|unable to resolve reference/.test(complaint))
    return new ReferenceMovedError(complaint);
  return new GitError(`git update-ref ended: ${complaint || 'it gave no reason'}`);
}
