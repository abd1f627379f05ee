import {
  closeSync,
  existsSync,
  fdatasync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  write,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';

const syncData = promisify(fdatasync);

/** A line in the middle of a journal that is no JSON: not what a crash leaves behind. */
export class JournalCorruptError extends Error {
  override readonly name = 'JournalCorruptError';
}

/** Lines that reach the disk together. */
interface Group {
  text: string;
  readonly done: Deferred;
}

interface Replacement {
  readonly lines: () => readonly object[];
  readonly done: Deferred;
}

/**
 * A file of JSON lines that only grows. What is appended within one turn of the event loop is written and synced
 * together, and while one group is on its way to the disk the next one collects.
 */
export class LineFile {
  readonly #path: string;
  #fd: number;
  #collecting: Group | undefined;
  #writing: Group | undefined;
  #replacement: Replacement | undefined;
  #busy = false;
  #closed = false;

  constructor(path: string) {
    this.#path = path;
    this.#fd = openSync(path, 'a');
  }

  append(line: object): void {
    if (this.#closed) return;
    this.#collecting ??= { text: '', done: new Deferred() };
    this.#collecting.text += toLine(line);
    this.#start();
  }

  /** Resolves when everything appended so far is on disk. Once a write has failed, it is always rejected. */
  flushed(): Promise<void> {
    return (this.#collecting ?? this.#writing)?.done.promise ?? Promise.resolve();
  }

  /**
   * Writes the file anew with what `lines` returns when its turn comes; what is appended later follows. The old file
   * stays whole until the new one is.
   */
  replace(lines: () => readonly object[]): Promise<void> {
    const done = new Deferred();
    this.#replacement = { lines, done };
    this.#start();
    return done.promise;
  }

  async close(): Promise<void> {
    await this.flushed();
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#fd);
  }

  #start(): void {
    if (this.#busy) return;
    this.#busy = true;
    void this.#work();
  }

  /** The only place that touches the file. */
  async #work(): Promise<void> {
    await nextTurn();
    try {
      while (this.#collecting !== undefined || this.#replacement !== undefined) {
        if (this.#collecting !== undefined) await this.#writeGroup(this.#collecting);
        if (this.#replacement !== undefined) this.#rewrite(this.#replacement);
      }
      this.#busy = false;
    } catch (reason) {
      this.#fail(reason);
    }
  }

  async #writeGroup(group: Group): Promise<void> {
    this.#collecting = undefined;
    this.#writing = group;
    let rest = Buffer.from(group.text);
    while (rest.length > 0) rest = rest.subarray(await writeBytes(this.#fd, rest));
    await syncData(this.#fd);
    this.#writing = undefined;
    group.done.resolve();
  }

  #rewrite({ lines, done }: Replacement): void {
    const next = `${this.#path}.next`;
    const fd = openSync(next, 'w');
    writeSync(fd, lines().map(toLine).join(''));
    fsyncSync(fd);
    closeSync(fd);
    renameSync(next, this.#path);
    syncDirectory(dirname(this.#path));
    closeSync(this.#fd);
    this.#fd = openSync(this.#path, 'a');
    this.#replacement = undefined;
    done.resolve();
  }

  /** Nothing after a failed write may count as written: the file may end in half a line. */
  #fail(reason: unknown): void {
    this.#closed = true;
    const failed = this.#writing ?? { text: '', done: new Deferred() };
    failed.done.reject(reason);
    this.#collecting?.done.reject(reason);
    this.#replacement?.done.reject(reason);
    this.#collecting = undefined;
    this.#writing = failed;
  }
}

/**
 * The lines of a file; none if it does not exist. A torn last line, which a crash may leave, is cut off.
 * @throws JournalCorruptError if another line is no JSON
 */
export function readLines(path: string): unknown[] {
  if (!existsSync(path)) return [];
  const bytes = readFileSync(path);
  const whole = bytes.lastIndexOf('\n') + 1;
  if (whole < bytes.length) truncateSync(path, whole);
  const lines = bytes.subarray(0, whole).toString().split('\n').slice(0, -1);
  return lines.map((line, index) => {
    try {
      return JSON.parse(line);
    } catch (cause) {
      const message = `${path}:${index + 1} is no JSON; delete the directory to begin anew`;
      throw new JournalCorruptError(message, { cause });
    }
  });
}

/** A promise to be kept by somebody else. Whoever asks hears of a failure; nobody has to. */
class Deferred {
  resolve: () => void = () => {};
  reject: (reason: unknown) => void = () => {};
  readonly promise = new Promise<void>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  constructor() {
    this.promise.catch(() => {});
  }
}

function toLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function syncDirectory(path: string): void {
  const fd = openSync(path, 'r');
  fsyncSync(fd);
  closeSync(fd);
}

function writeBytes(fd: number, bytes: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, (failure, written) => (failure === null ? resolve(written) : reject(failure)));
  });
}
