import {
  CodeCommitClient,
  CreateCommitCommand,
  CreateRepositoryCommand,
  GetBranchCommand,
} from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll } from 'vitest';
import { systemClock } from '../../local/clock.ts';
import { createCodeCommit } from '../../local/services/codecommit/index.ts';
import { createCodeCommitRepository } from '../../src/aws/codecommit-repository.ts';
import { type LocalAws, PLACE, startAws, temporaryFolder } from './local-aws.ts';
import { describeRepository, type Files } from './repository.contract.ts';

let aws: LocalAws;
let place: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  place = await temporaryFolder();
  const options = { ...PLACE, clock: systemClock, directory: place.folder, onReferenceChange: () => {} };
  aws = await startAws([await createCodeCommit(options)]);
});
afterAll(async () => {
  await aws.close();
  await place.remove();
});

let repositories = 0;

describeRepository('CodeCommit', async (files) => {
  repositories += 1;
  const client = new CodeCommitClient({});
  const branch = { repositoryName: `fleet-${repositories}`, branchName: 'main' };
  await client.send(new CreateRepositoryCommand({ repositoryName: branch.repositoryName }));
  const commit = async (put: { path: string; content: Uint8Array }[], removed: string[], parent?: string) => {
    const { commitId = '' } = await client.send(
      new CreateCommitCommand({
        ...branch,
        ...(parent && { parentCommitId: parent }),
        authorName: 'alice',
        putFiles: put.map(({ path, content }) => ({ filePath: path, fileContent: content })),
        deleteFiles: removed.map((filePath) => ({ filePath })),
      }),
    );
    return commitId;
  };
  const push = async (changes: Files, isFirst = false) => {
    const entries = Object.entries(changes);
    const put = entries.flatMap(([path, text]) =>
      text === undefined ? [] : [{ path, content: encode(text) }],
    );
    const removed = entries.flatMap(([path, text]) => (text === undefined ? [path] : []));
    return commit(put, removed, isFirst ? undefined : await tip());
  };
  const tip = async () => (await client.send(new GetBranchCommand(branch))).branch?.commitId ?? '';
  await push(files, true);
  return {
    repository: createCodeCommitRepository({ repository: branch.repositoryName, branch: 'main' }),
    push,
    pushNoText: async (path) => commit([{ path, content: Uint8Array.of(0x66, 0xff, 0xfe) }], [], await tip()),
  };
});

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
