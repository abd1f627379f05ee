import { execFile } from 'node:child_process';
import { devNull } from 'node:os';

const OLDEST_GIT = [2, 38] as const;

/** Settings of every git process here; nothing of the user's own configuration is read. */
const SETTINGS: readonly (readonly [key: string, value: string])[] = [
  ['safe.directory', '*'],
  ['core.hooksPath', devNull],
  ['core.filesRefLockTimeout', '10000'],
  ['core.packedRefsTimeout', '10000'],
  ['core.warnAmbiguousRefs', 'false'],
  // As durable as the objects are: a killed process loses nothing, a power cut may.
  ['core.fsync', 'none'],
  ['http.receivepack', 'true'],
  // Housekeeping is ours (repository.ts): a detached gc would outlive the server.
  ['receive.autogc', 'false'],
  ['gc.autoDetach', 'false'],
  // A commit that an agent once reported stays readable, also after a forced push.
  ['gc.pruneExpire', 'never'],
  ['gc.cruftPacks', 'true'],
];

/** The whole environment of a child: built from nothing, so that no `GIT_*` of the caller leaks in. */
export const gitEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '',
  ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }),
  ...(process.env.TMPDIR === undefined ? {} : { TMPDIR: process.env.TMPDIR }),
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_CONFIG_COUNT: String(SETTINGS.length),
  ...Object.fromEntries(
    SETTINGS.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ),
};

export class GitError extends Error {
  override readonly name = 'GitError';
  readonly exitCode: number | undefined;

  constructor(message: string, options: { exitCode?: number | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode;
  }
}

/** Runs git to its end and returns its standard output. */
export function runGit(args: readonly string[], options: { signal?: AbortSignal } = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      [...args],
      { ...options, env: gitEnvironment, encoding: 'buffer', maxBuffer: 2 ** 30 },
      (cause, stdout, stderr) => {
        if (cause === null) return resolve(stdout);
        const exitCode = typeof cause.code === 'number' ? cause.code : undefined;
        const said = stderr.toString().trim() || cause.message;
        reject(new GitError(`git ${args.join(' ')}: ${said}`, { exitCode, cause }));
      },
    );
  });
}

let required: Promise<void> | undefined;

/** Asked once per process. @throws GitError when git is missing or too old for `merge-tree --write-tree`. */
export function requireGit(): Promise<void> {
  required ??= lookForGit();
  return required;
}

async function lookForGit(): Promise<void> {
  const wanted = OLDEST_GIT.join('.');
  const answer = await runGit(['version']).catch((cause: unknown) => {
    throw new GitError(`git was not found: install git ${wanted} or later`, { cause });
  });
  const problem = versionProblem(answer.toString());
  if (problem !== undefined) throw new GitError(problem);
}

/** Why this answer of `git version` will not do, or undefined. */
export function versionProblem(answer: string): string | undefined {
  const wanted = OLDEST_GIT.join('.');
  const found = /(\d+)\.(\d+)\S*/.exec(answer);
  if (found === null)
    return `cannot read the version of git from "${answer.trim()}": ${wanted} or later is needed`;
  const [major, minor] = [Number(found[1]), Number(found[2])];
  const recent = major > OLDEST_GIT[0] || (major === OLDEST_GIT[0] && minor >= OLDEST_GIT[1]);
  return recent ? undefined : `git ${found[0]} is too old: install git ${wanted} or later`;
}
