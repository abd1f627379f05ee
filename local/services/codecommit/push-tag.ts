import type { Clock } from '../../clock.ts';
import { type Person, signature } from './git/commit.ts';
import { editTree } from './git/edit-tree.ts';
import { MODE } from './git/tree.ts';
import type { Repository } from './repository.ts';

const MAIN = 'refs/heads/main';

/** A push of a tag that is there. Nothing is pushed then, as git pushes nothing. */
export class TagExistsError extends Error {
  override readonly name = 'TagExistsError';
  constructor(tag: string, repository: string) {
    super(`${repository} has a tag ${tag} already. Push another one.`);
  }
}

/**
 * Commits a file with the tag's name to `main`, and tags the commit.
 * @returns the commit's id
 * @throws TagExistsError
 */
export async function pushTag(
  { name, references, objects }: Repository,
  tag: string,
  { author, clock }: { readonly author: Person; readonly clock: Clock },
): Promise<string> {
  if ((await references.list('refs/tags')).has(`refs/tags/${tag}`)) throw new TagExistsError(tag, name);
  const parent = (await references.list('refs/heads')).get(MAIN);
  const before = parent === undefined ? undefined : (await objects.commit(parent))?.treeId;
  const created = objects.newObjects();
  const version = { mode: MODE.file, id: created.blob(Buffer.from(`${tag}\n`)) };
  const treeId = await editTree({ objects, created }, before, new Map([['VERSION', version]]));
  const signed = signature(author, clock.now());
  const commitId = created.commit({
    ...{ treeId, parents: parent === undefined ? [] : [parent], author: signed, committer: signed },
    message: `Release ${tag}\n`,
  });
  await created.stored();
  await references.move(MAIN, parent, commitId);
  await references.move(`refs/tags/${tag}`, undefined, commitId);
  return commitId;
}
