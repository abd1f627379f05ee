import { Companion } from './companion.ts';
import { GitError } from './process.ts';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

export interface ObjectInfo {
  readonly id: string;
  readonly type: ObjectType;
  /** Bytes of the content. */
  readonly size: number;
}

export interface GitObject extends ObjectInfo {
  readonly content: Buffer;
}

interface Request {
  readonly withContent: boolean;
  readonly resolve: (found: GitObject | undefined) => void;
  readonly reject: (error: Error) => void;
}

const NEWLINE = 0x0a;
const NOTHING = Buffer.alloc(0);

/** Reads objects through one long-lived `git cat-file --batch-command`. Answers come in the order of the questions. */
export class ObjectReader {
  readonly #companion: Companion;
  #waiting: Request[] = [];
  #chunks: Buffer[] = [];
  #buffered = 0;
  /** The header whose content is still on its way. */
  #header: ObjectInfo | undefined;

  constructor(gitDirectory: string) {
    this.#companion = new Companion(['--git-dir', gitDirectory, 'cat-file', '--batch-command'], {
      output: (chunk) => this.#take(chunk),
      end: (complaint) => this.#lose(complaint),
    });
  }

  /** What a checked revision (an object id, a full reference name, `<id>^{commit}`) stands for. */
  info(revision: string): Promise<ObjectInfo | undefined> {
    return this.#ask('info', revision);
  }

  read(revision: string): Promise<GitObject | undefined> {
    return this.#ask('contents', revision);
  }

  close(): Promise<void> {
    return this.#companion.close();
  }

  #ask(command: 'info' | 'contents', revision: string): Promise<GitObject | undefined> {
    if (/\s/.test(revision)) throw new TypeError(`not a revision: ${JSON.stringify(revision)}`);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ withContent: command === 'contents', resolve, reject });
      this.#companion.send(`${command} ${revision}\n`);
    });
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    while (this.#answerNext());
  }

  /** Whether one more answer was complete. */
  #answerNext(): boolean {
    // A big content comes in many chunks: join them only once all of it is here.
    if (this.#header !== undefined && this.#buffered <= this.#header.size) return false;
    const bytes = this.#chunks.length === 1 ? (this.#chunks[0] ?? NOTHING) : Buffer.concat(this.#chunks);
    if (this.#header === undefined) return this.#answerHeader(bytes);
    const content = bytes.subarray(0, this.#header.size);
    this.#keep(bytes.subarray(this.#header.size + 1));
    this.#waiting.shift()?.resolve({ ...this.#header, content: Buffer.from(content) });
    this.#header = undefined;
    return true;
  }

  #answerHeader(bytes: Buffer): boolean {
    const end = bytes.indexOf(NEWLINE);
    this.#keep(end === -1 ? bytes : bytes.subarray(end + 1));
    if (end === -1) return false;
    const header = parseHeader(bytes.subarray(0, end).toString());
    if (header !== undefined && this.#waiting[0]?.withContent) {
      this.#header = header;
      return true;
    }
    this.#waiting.shift()?.resolve(header && { ...header, content: NOTHING });
    return true;
  }

  #keep(rest: Buffer): void {
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#buffered = rest.length;
  }

  #lose(complaint: string): void {
    const lost = this.#waiting;
    this.#waiting = [];
    this.#header = undefined;
    this.#keep(NOTHING);
    for (const { reject } of lost)
      reject(new GitError(`git cat-file ended: ${complaint || 'it gave no reason'}`));
  }
}

function parseHeader(line: string): ObjectInfo | undefined {
  const match = /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/.exec(line);
  if (match === null) return undefined;
  return { id: match[1] ?? '', type: match[2] as ObjectType, size: Number(match[3]) };
}
