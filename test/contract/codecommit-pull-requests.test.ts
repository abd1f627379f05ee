import {
  CodeCommitClient,
  CreateBranchCommand,
  CreateCommitCommand,
  CreateRepositoryCommand,
  GetBranchCommand,
  GetCommentsForPullRequestCommand,
  GetFileCommand,
  GetPullRequestCommand,
  ListBranchesCommand,
  MergePullRequestByThreeWayCommand,
  OverridePullRequestApprovalRulesCommand,
  UpdatePullRequestApprovalStateCommand,
} from '@aws-sdk/client-codecommit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../local/clock.ts';
import { createCodeCommit } from '../../local/services/codecommit/index.ts';
import { createCodeCommitPullRequests } from '../../src/aws/codecommit-pull-requests.ts';
import { type LocalAws, PLACE, startAws, temporaryFolder } from './local-aws.ts';
import { describePullRequests } from './pull-requests.contract.ts';

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

async function create() {
  repositories += 1;
  const repositoryName = `fleet-${repositories}`;
  const client = new CodeCommitClient({});
  const as = (accessKeyId: string) =>
    new CodeCommitClient({ credentials: { accessKeyId, secretAccessKey: 'local' } });
  await client.send(new CreateRepositoryCommand({ repositoryName }));
  const commit = async (branchName: string, text: string, parent?: string, filePath = 'overlay') => {
    const putFiles = [{ filePath, fileContent: new TextEncoder().encode(text) }];
    const parentCommitId = parent === undefined ? {} : { parentCommitId: parent };
    const made = new CreateCommitCommand({ repositoryName, branchName, putFiles, ...parentCommitId });
    return (await client.send(made)).commitId ?? '';
  };
  const parent = await commit('main', 'old\n');
  const of = async (pullRequestId: string) => {
    const { pullRequest } = await client.send(new GetPullRequestCommand({ pullRequestId }));
    return { pullRequestId, revisionId: pullRequest!.revisionId! };
  };
  return {
    client,
    repositoryName,
    pulls: createCodeCommitPullRequests({ repository: repositoryName, branch: 'main' }),
    parent,
    async approve(id: string, user: string) {
      const approval = { ...(await of(id)), approvalState: 'APPROVE' as const };
      await as(user).send(new UpdatePullRequestApprovalStateCommand(approval));
    },
    async push() {
      const branchName = 'towpath/checkout_prod_1';
      const { branch } = await client.send(new GetBranchCommand({ repositoryName, branchName }));
      await commit(branchName, 'by hand\n', branch!.commitId!);
    },
    async merge(pullRequestId: string) {
      await as('anna').send(new MergePullRequestByThreeWayCommand({ pullRequestId, repositoryName }));
      const main = new GetBranchCommand({ repositoryName, branchName: 'main' });
      return (await client.send(main)).branch!.commitId!;
    },
    async pushToBranch(file: string) {
      const main = new GetBranchCommand({ repositoryName, branchName: 'main' });
      await commit('main', 'by hand\n', (await client.send(main)).branch!.commitId!, file);
    },
    async read(filePath: string) {
      const { fileContent } = await client.send(new GetFileCommand({ repositoryName, filePath }));
      return Buffer.from(fileContent!).toString();
    },
    async override(id: string) {
      const overridden = { ...(await of(id)), overrideStatus: 'OVERRIDE' as const };
      await as('eve').send(new OverridePullRequestApprovalRulesCommand(overridden));
    },
    async comments(pullRequestId: string) {
      const read = await client.send(new GetCommentsForPullRequestCommand({ pullRequestId }));
      const all = (read.commentsForPullRequestData ?? []).flatMap(({ comments = [] }) => comments);
      return all.map(({ content = '' }) => content);
    },
    async hasBranch(name: string) {
      const { branches = [] } = await client.send(new ListBranchesCommand({ repositoryName }));
      return branches.includes(name);
    },
  };
}

describePullRequests('CodeCommit', create);

it('what a try left that died after it made the branch is made anew', async () => {
  const { client, repositoryName, pulls, parent } = await create();
  const branch = 'towpath/checkout_prod_1';
  await client.send(new CreateBranchCommand({ repositoryName, branchName: branch, commitId: parent }));
  const texts = { message: 'Promote\n', title: 'checkout', description: 'why' };
  const files = [{ path: 'overlay', text: 'new\n' }];
  const proposed = await pulls.propose({ branch, parent, files, ...texts, rules: [] });
  expect((await pulls.read(proposed.id)).head).toBe(proposed.commit);
  expect(proposed.commit).not.toBe(parent);
});

it('of two runs at once each ends with the same proposal, or is to be tried again', async () => {
  const { pulls, parent } = await create();
  const texts = { message: 'Promote\n', title: 'checkout', description: 'why' };
  const proposal = { branch: 'towpath/twice', parent, ...texts, files: [{ path: 'overlay', text: 'new\n' }] };
  const runs = await Promise.allSettled([1, 2, 3].map(() => pulls.propose({ ...proposal, rules: [] })));
  const made = await pulls.propose({ ...proposal, rules: [] });
  for (const run of runs)
    if (run.status === 'fulfilled') expect(run.value).toEqual(made);
    else expect(run.reason).toMatchObject({ name: 'ProposalContendedError' });
  expect((await pulls.read(made.id)).head).toBe(made.commit);
});

it('a rule names as many people as fit into it', async () => {
  const { client, pulls, parent } = await create();
  const members = Array.from({ length: 80 }, (_, index) => `arn:aws:iam::111122223333:user/person-${index}`);
  const texts = { message: 'Promote\n', title: 'checkout', description: 'why' };
  const { id } = await pulls.propose({
    ...{ branch: 'towpath/many', parent, ...texts, files: [{ path: 'overlay', text: 'new\n' }] },
    rules: [{ name: 'many', members, count: 2 }],
  });
  const { pullRequest } = await client.send(new GetPullRequestCommand({ pullRequestId: id }));
  const [rule] = pullRequest!.approvalRules!;
  const { Statements } = JSON.parse(rule!.approvalRuleContent!);
  expect(Statements[0]).toMatchObject({ NumberOfApprovalsNeeded: 2 });
  expect(Statements[0].ApprovalPoolMembers).toHaveLength(50);
});

/** Whoever may push, but not to the branch that agents pull, knows the message: the diff's digest is shown. */
it.each([
  ['other lines in a file of it', [{ filePath: 'overlay', text: 'planted\n' }]],
  [
    'another file beside those of it',
    [
      { filePath: 'overlay', text: 'new\n' },
      { filePath: 'rbac', text: 'me\n' },
    ],
  ],
  ['a file of it fewer', [{ filePath: 'other', text: 'new\n' }]],
])('a commit with the message of the proposal that has %s is not taken for it', async (_, planted) => {
  const { client, repositoryName, pulls, parent } = await create();
  const branch = 'towpath/checkout_prod_1';
  await client.send(new CreateBranchCommand({ repositoryName, branchName: branch, commitId: parent }));
  const texts = { message: 'Propose\n', title: 'checkout', description: 'why' };
  const { commitId } = await client.send(
    new CreateCommitCommand({
      ...{ repositoryName, branchName: branch, parentCommitId: parent, commitMessage: texts.message },
      putFiles: planted.map(({ filePath, text }) => ({
        filePath,
        fileContent: new TextEncoder().encode(text),
      })),
    }),
  );
  const files = [
    { path: 'overlay', text: 'new\n' },
    { path: 'other', text: 'new\n' },
  ];
  const { id, commit } = await pulls.propose({ branch, parent, files, ...texts, rules: [] });
  expect(commit).not.toBe(commitId);
  expect((await pulls.merge(id, { head: commit, message: 'Merge' })).kind).toBe('merged');
  for (const { filePath, text } of planted) {
    const read = client.send(new GetFileCommand({ repositoryName, filePath }));
    if (filePath === 'rbac') await expect(read).rejects.toMatchObject({ name: 'FileDoesNotExistException' });
    else expect(Buffer.from((await read).fileContent!).toString()).toBe(text === 'me\n' ? '' : 'new\n');
  }
});
