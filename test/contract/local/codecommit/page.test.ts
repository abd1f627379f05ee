import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../local/clock.ts';
import { type LocalServer, startServer } from '../../../../local/server.ts';
import type { Operation } from '../../../../local/service.ts';
import { type CodeCommit, createCodeCommit } from '../../../../local/services/codecommit/index.ts';
import { temporaryFolder } from '../../local-aws.ts';

const BRANCH = 'towpath/checkout_prod_1';

let codecommit: CodeCommit;
let server: LocalServer;
let place: Awaited<ReturnType<typeof temporaryFolder>>;

const call = async (name: string, input: object): Promise<Record<string, unknown>> =>
  (await (codecommit.operations[name] as Operation)({ repositoryName: 'fleet', ...input })) as Record<
    string,
    unknown
  >;
const put = (branchName: string, parentCommitId: unknown, text: string) =>
  call('CreateCommit', {
    ...{ branchName, ...(parentCommitId !== undefined && { parentCommitId }), commitMessage: 'One\n' },
    putFiles: [{ filePath: 'overlay.yaml', fileContent: Buffer.from(text).toString('base64') }],
  });

beforeAll(async () => {
  place = await temporaryFolder();
  codecommit = await createCodeCommit({
    ...{ clock: systemClock, directory: place.folder, onReferenceChange: () => {} },
  });
  const page = codecommit.page({ repository: 'fleet', token: 'secret', actors: ['anna', 'Release.ben'] });
  server = await startServer({ port: 0, services: [codecommit], http: [page] });
  await call('CreateRepository', {});
  const { commitId: first } = await put('main', undefined, 'tag: 1\n');
  await call('CreateBranch', { branchName: BRANCH, commitId: first });
  await put(BRANCH, first, 'tag: 2\n');
  await call('CreatePullRequest', {
    ...{ title: 'checkout 2 to prod', description: 'why', clientRequestToken: 'one' },
    targets: [{ repositoryName: 'fleet', sourceReference: BRANCH, destinationReference: 'main' }],
  });
  const rule = { Type: 'Approvers', NumberOfApprovalsNeeded: 1, ApprovalPoolMembers: ['*user/anna'] };
  await call('CreatePullRequestApprovalRule', {
    ...{ pullRequestId: '1', approvalRuleName: 'one of us' },
    approvalRuleContent: JSON.stringify({ Version: '2018-11-08', Statements: [rule] }),
  });
});
afterAll(async () => {
  await server.close();
  await place.remove();
});

const ask = async (path: string, body?: object, token = 'secret') => {
  const response = await fetch(`${server.url}/codecommit/api/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const act = (as: string, what: object) => ask('act', { id: '1', as, ...what });
const show = async () => (await ask('pull-requests/1')).body;

describe('the page of pull requests', () => {
  it('is for whoever has the link, and lets no other site in', async () => {
    const page = await fetch(`${server.url}/codecommit/pull-requests/1`);
    expect(await page.text()).toContain('CodeCommit stand-in');
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    for (const file of ['page.js', 'page.css'])
      expect((await fetch(`${server.url}/codecommit/${file}`)).status).toBe(200);
    expect((await ask('pull-requests', undefined, 'guessed')).status).toBe(401);
    expect((await ask('nothing')).status).toBe(404);
  });

  it('lists them, and offers whom to act as', async () => {
    expect((await ask('pull-requests')).body).toMatchObject({
      actors: ['anna', 'Release.ben'],
      pullRequests: [{ id: '1', title: 'checkout 2 to prod', status: 'open' }],
    });
  });

  it('shows one: description, changes, rules, and what people did', async () => {
    expect(await show()).toMatchObject({
      ...{ title: 'checkout 2 to prod', description: 'why', approvals: [], comments: [] },
      evaluation: { approved: false, approvalRulesNotSatisfied: ['one of us'] },
      diff: expect.stringContaining('-tag: 1\n+tag: 2\n'),
    });
  });

  it('does what somebody does there, in their name', async () => {
    await act('anna', { kind: 'comment', text: 'looks good' });
    await act('anna', { kind: 'approve' });
    expect(await show()).toMatchObject({
      approvals: [{ userArn: 'arn:aws:iam::111122223333:user/anna', approvalState: 'APPROVE' }],
      evaluation: { approved: true },
      comments: [{ content: 'looks good', authorArn: 'arn:aws:iam::111122223333:user/anna' }],
    });
    await act('anna', { kind: 'take-back' });
    await act('Release.ben', { kind: 'override' });
    expect(await show()).toMatchObject({ evaluation: { approved: true, overridden: true } });
    await act('Release.ben', { kind: 'restore-rules' });
    await act('Release.ben', { kind: 'push', path: 'more.yaml', text: 'a: 1\n' });
    expect(await show()).toMatchObject({
      approvals: [],
      evaluation: { approved: false, overridden: false },
      diff: expect.stringContaining('+++ b/more.yaml'),
    });
  });

  it('says what CodeCommit says where it refuses, and what is no request of the page', async () => {
    expect(await act('anna', { kind: 'merge', by: 'squash' })).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('PullRequestApprovalRulesNotSatisfiedException') },
    });
    for (const what of [{ kind: 'merge', by: 'magic' }, { kind: 'fly' }, { kind: 'comment', text: ' ' }])
      expect((await act('anna', what)).status).toBe(409);
    expect((await act('no body', { kind: 'approve' })).status).toBe(409);
  });

  it.each([['three-way', 'merged']])('merges (%s)', async (by, status) => {
    await act('anna', { kind: 'approve' });
    expect((await act('anna', { kind: 'merge', by })).status).toBe(200);
    expect(await show()).toMatchObject({ status });
    expect((await act('anna', { kind: 'close' })).body.message).toContain('InvalidPullRequestStatusUpdate');
  });
});
