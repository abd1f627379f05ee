import { COMMIT_AUTHOR } from '../contract.ts';
import { type CommitInfo, type ConfigurationRepository, UnknownCommitError } from '../ports/repository.ts';
import { trailers } from './commit-trailers.ts';

/** Own commits that are looked through for one of somebody else's; more at once are taken for a push. */
const MOST_OWN = 10;
/** Commits that are looked through for the one that changed something. */
const MOST_COMMITS = 20;

/** Commits of other people between two tips, the nearest to the later one first. */
export interface Foreign {
  readonly commits: readonly CommitInfo[];
  /** False when there were too many, or the history was written anew. */
  readonly isAll: boolean;
}

/** How the branch came from one tip to another: each answer is read when it is first wanted, and once. */
export interface BranchMove {
  readonly from: string;
  readonly to: string;
  /** Whether Towpath made every commit in between. */
  isAllOurs(): Promise<boolean>;
  /** What differs; undefined when the history was written anew, so that anything may. */
  paths(): Promise<readonly string[] | undefined>;
  foreign(): Promise<Foreign>;
}

export function branchMove(repository: ConfigurationRepository, from: string, to: string): BranchMove {
  return {
    from,
    to,
    isAllOurs: once(() => isAllOurs(repository, from, to)),
    paths: once(() => changedBetween(repository, from, to)),
    foreign: once(() => foreignBetween(repository, from, to)),
  };
}

function once<Answer>(read: () => Promise<Answer>): () => Promise<Answer> {
  let answer: Promise<Answer> | undefined;
  return () => {
    answer ??= read();
    return answer;
  };
}

async function isAllOurs(repository: ConfigurationRepository, from: string, to: string): Promise<boolean> {
  let commit = to;
  for (let count = 0; count < MOST_OWN && commit !== from; count += 1) {
    const { parents, message } = await repository.commitInfo(commit);
    const [parent] = parents;
    if (parent === undefined || parents.length > 1 || trailers(message).length === 0) return false;
    commit = parent;
  }
  return commit === from;
}

async function changedBetween(
  repository: ConfigurationRepository,
  from: string,
  to: string,
): Promise<readonly string[] | undefined> {
  try {
    return await repository.changedPaths(from, to);
  } catch (error) {
    if (error instanceof UnknownCommitError) return undefined;
    throw error;
  }
}

/** All parents are walked, because somebody who pulls before pushing makes the former tip the second. */
async function foreignBetween(
  repository: ConfigurationRepository,
  from: string,
  to: string,
): Promise<Foreign> {
  const seen = new Set([from]);
  const next = [to];
  const commits: CommitInfo[] = [];
  let isMet = from === to;
  for (const id of next) {
    if (id === from) isMet = true;
    if (seen.has(id)) continue;
    if (seen.size > MOST_COMMITS) return { commits, isAll: false };
    seen.add(id);
    const info = await repository.commitInfo(id);
    if (!isOurs(info)) commits.push(info);
    next.push(...info.parents);
  }
  return { commits, isAll: isMet };
}

/** A part of a change that is too large for one commit has no trailer yet, only the author. */
const isOurs = ({ message, author }: CommitInfo): boolean =>
  trailers(message).length > 0 || author === COMMIT_AUTHOR.name;
