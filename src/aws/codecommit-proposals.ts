import { createHash } from 'node:crypto';
import {
  type CodeCommitClient,
  CreateBranchCommand,
  CreateCommitCommand,
  DeleteBranchCommand,
  GetBranchCommand,
  GetCommitCommand,
} from '@aws-sdk/client-codecommit';
import { COMMIT_AUTHOR } from '../contract.ts';
import type { Proposal } from '../ports/pull-requests.ts';
import { differences } from './codecommit-repository.ts';
import { isNamed } from './sdk-error.ts';

export interface Place {
  readonly client: CodeCommitClient;
  readonly repositoryName: string;
  readonly destination: string;
}

/** Two runs make the same proposal at once; the one that is tried again finds what the other made. */
export class ProposalContendedError extends Error {
  override readonly name = 'ProposalContendedError';
  constructor(branch: string, cause?: unknown) {
    super(`Somebody else is making the branch ${branch}: try again.`, { cause });
  }
}

/**
 * The one commit of the branch. What a try left behind that died half-way is finished, or goes if it began at another
 * tip, or is not what is proposed. A branch that appears meanwhile is another run's, and is left to it.
 */
export async function commitOnce(place: Place, proposal: Proposal): Promise<string> {
  const { client, repositoryName } = place;
  const { branch: branchName, parent } = proposal;
  try {
    const tip = await tipOf(place, branchName);
    if (tip !== undefined && tip !== parent) {
      if (await isOurs(place, proposal, tip)) return tip;
      await client.send(new DeleteBranchCommand({ repositoryName, branchName }));
    }
    if (tip !== parent)
      await client.send(new CreateBranchCommand({ repositoryName, branchName, commitId: parent }));
    return await commitFiles(place, proposal);
  } catch (error) {
    if (
      isNamed(
        error,
        'BranchNameExistsException',
        'ParentCommitIdOutdatedException',
        'BranchDoesNotExistException',
      )
    )
      throw new ProposalContendedError(branchName, error);
    throw error;
  }
}

/**
 * Whether an earlier try made the commit. Whoever may push to any branch can write the message, and could so put other
 * files under the approvals: what the commit changes has to be what is proposed, to the byte.
 */
async function isOurs(
  { client, repositoryName }: Place,
  { parent, files, message }: Proposal,
  tip: string,
): Promise<boolean> {
  const { commit } = await client.send(new GetCommitCommand({ repositoryName, commitId: tip }));
  const [first, ...others] = commit?.parents ?? [];
  if (commit?.message !== message || first !== parent || others.length > 0) return false;
  const changed = await differences(client, repositoryName, parent, tip);
  const blobs = new Map(changed.map(({ afterBlob }) => [afterBlob?.path, afterBlob]));
  return (
    changed.length === files.length &&
    files.every(({ path, text }) => {
      const blob = blobs.get(path);
      return blob?.blobId === blobIdOf(text) && blob.mode !== SYMBOLIC_LINK;
    })
  );
}

const SYMBOLIC_LINK = '120000';

/** As git names what a file holds. */
function blobIdOf(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

async function tipOf({ client, repositoryName }: Place, branchName: string): Promise<string | undefined> {
  try {
    const { branch } = await client.send(new GetBranchCommand({ repositoryName, branchName }));
    return branch?.commitId;
  } catch (error) {
    if (isNamed(error, 'BranchDoesNotExistException')) return undefined;
    throw error;
  }
}

async function commitFiles({ client, repositoryName }: Place, proposal: Proposal): Promise<string> {
  const { branch: branchName, parent, files, message } = proposal;
  const { commitId } = await client.send(
    new CreateCommitCommand({
      ...{ repositoryName, branchName, parentCommitId: parent, commitMessage: message },
      authorName: COMMIT_AUTHOR.name,
      email: COMMIT_AUTHOR.email,
      putFiles: files.map(({ path, text }) => ({
        filePath: path,
        fileContent: new TextEncoder().encode(text),
      })),
    }),
  );
  if (commitId === undefined) throw new Error('CreateCommit answered without a commit id.');
  return commitId;
}
