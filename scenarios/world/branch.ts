import type { Services } from '../../local/wiring.ts';

/** A change that a person pushes: path to new text, or null for a file that goes away. */
export type Edits = Readonly<Record<string, string | null>>;

export interface CommitInfo {
  readonly id: string;
  readonly author: string;
  readonly message: string;
}

/** The configuration branch, as a person sees it who works with git. */
export interface Branch {
  tip(): Promise<string>;
  /** Undefined where there is no such file. @throws for a commit that there is not */
  read(commit: string, path: string): Promise<string | undefined>;
  /** Paths of the files directly in a folder. */
  list(commit: string, folder: string): Promise<string[]>;
  commit(edits: Edits, author: string, message: string): Promise<string>;
  /** Newest first, down to the first one. */
  history(): Promise<CommitInfo[]>;
}

type Answer = Record<string, unknown>;

/** `track`: git is another process, and time must stand still while it works. */
export function openBranch(
  { codecommit }: Pick<Services, 'codecommit'>,
  at: { readonly repository: string; readonly branch: string },
  track: <Result>(work: Promise<Result>) => Promise<Result>,
): Branch {
  const { repository: repositoryName, branch: branchName } = at;
  const call = async (operation: string, input: Answer): Promise<Answer> => {
    const run = codecommit.operations[operation];
    if (run === undefined) throw new Error(`The local CodeCommit has no ${operation}.`);
    return (await track(run({ repositoryName, ...input }))) as Answer;
  };
  const known = new Map<string, CommitInfo & { readonly parent: string | undefined }>();
  /** Files never change at a commit. */
  const texts = new Map<string, Promise<string | undefined>>();
  const look = async (commitId: string) => {
    const { commit } = (await call('GetCommit', { commitId })) as { commit: Record<string, never> };
    const { author, message, parents } = commit as unknown as {
      author: { name: string };
      message: string;
      parents: string[];
    };
    return { id: commitId, author: author.name, message, parent: parents[0] };
  };
  const tip = async (): Promise<string> => {
    const { branch } = (await call('GetBranch', { branchName })) as { branch: { commitId: string } };
    return branch.commitId;
  };
  const readFile = async (commitSpecifier: string, filePath: string): Promise<string | undefined> => {
    try {
      const { fileContent } = await call('GetFile', { commitSpecifier, filePath });
      return Buffer.from(String(fileContent), 'base64').toString('utf8');
    } catch (error) {
      if ((error as { code?: string }).code?.endsWith('DoesNotExistException')) return undefined;
      throw error;
    }
  };
  return {
    tip,
    read(commit, path) {
      const key = `${commit}:${path}`;
      const text = texts.get(key) ?? readFile(commit, path);
      texts.set(key, text);
      return text;
    },
    async list(commitSpecifier, folderPath) {
      const { files } = await call('GetFolder', { commitSpecifier, folderPath });
      return (files as { absolutePath: string }[]).map(({ absolutePath }) => absolutePath);
    },
    async commit(edits, authorName, commitMessage) {
      const entries = Object.entries(edits);
      const { commitId } = await call('CreateCommit', {
        branchName,
        parentCommitId: await tip(),
        authorName,
        email: `${authorName}@example.com`,
        commitMessage,
        putFiles: entries.flatMap(([filePath, text]) =>
          text === null ? [] : [{ filePath, fileContent: Buffer.from(text).toString('base64') }],
        ),
        deleteFiles: entries.flatMap(([filePath, text]) => (text === null ? [{ filePath }] : [])),
      });
      return String(commitId);
    },
    async history() {
      const commits: CommitInfo[] = [];
      for (let id: string | undefined = await tip(); id !== undefined; ) {
        const found: CommitInfo & { readonly parent: string | undefined } = known.get(id) ?? (await look(id));
        known.set(id, found);
        commits.push(found);
        id = found.parent;
      }
      return commits;
    },
  };
}
