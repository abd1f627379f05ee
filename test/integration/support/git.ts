import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Neither the settings of the person nor of a hook that runs the tests. */
const ENVIRONMENT = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Dana',
  GIT_AUTHOR_EMAIL: 'dana@example.com',
  GIT_COMMITTER_NAME: 'Dana',
  GIT_COMMITTER_EMAIL: 'dana@example.com',
};

/** Runs git in a folder, as a person would. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', ['-C', folder, ...args], {
    env: ENVIRONMENT,
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}

export async function clone(url: string, folder: string): Promise<void> {
  await git('/', 'clone', '--quiet', url, folder);
}

/** Pushes what is committed in the folder; when somebody else was faster, on top of theirs. */
export async function pushUntilDone(folder: string): Promise<void> {
  for (;;) {
    try {
      await git(folder, 'push', '--quiet');
      return;
    } catch (error) {
      if (!(error instanceof Error && /rejected|failed to update ref|cannot lock ref/.test(error.message)))
        throw error;
      await git(folder, 'pull', '--quiet', '--rebase');
    }
  }
}

export interface FileDiff {
  readonly path: string;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly message: string;
  /** What its `Towpath-Promotion` trailers name. */
  readonly promotions: readonly string[];
  readonly files: readonly FileDiff[];
}

/** The branch from its first commit on, each with the lines that it changed. */
export async function readHistory(folder: string): Promise<Commit[]> {
  const format = '--format=%x1e%H%x00%P%x00%an%x00%B%x00';
  const log = await git(folder, 'log', '--reverse', '-p', '--unified=0', format);
  return log.split('\x1e').slice(1).map(parseCommit);
}

function parseCommit(text: string): Commit {
  const [id = '', parents = '', author = '', message = '', diff = ''] = text.split('\0');
  return {
    id,
    parents: parents.split(' ').filter(Boolean),
    author,
    message,
    promotions: [...message.matchAll(/^Towpath-Promotion: (.+)$/gm)].map(([, promotion = '']) => promotion),
    files: diff
      .split(/^diff --git /m)
      .slice(1)
      .map(parseFile),
  };
}

function parseFile(text: string): FileDiff {
  const [head = '', ...hunks] = text.split(/^@@ .*$/m);
  const lines = hunks.flatMap((hunk) => hunk.split('\n'));
  const beginningWith = (sign: string) =>
    lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1));
  return {
    path: /^\+\+\+ b\/(.*)$/m.exec(head)?.[1] ?? '',
    removed: beginningWith('-'),
    added: beginningWith('+'),
  };
}
