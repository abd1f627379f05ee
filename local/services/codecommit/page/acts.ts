import type { PageOptions } from './options.ts';
import { call, type Described, describe } from './show.ts';

interface Act {
  readonly options: PageOptions;
  readonly pull: Described;
  readonly as: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const MERGES: Readonly<Record<string, string>> = {
  'fast-forward': 'MergePullRequestByFastForward',
  squash: 'MergePullRequestBySquash',
  'three-way': 'MergePullRequestByThreeWay',
};

const ofRevision = ({ pull }: Act) => ({
  pullRequestId: pull.pullRequestId,
  revisionId: pull.revisionId,
});

/** What somebody may do on the page: calls of the API, in their name. */
const ACTS: Readonly<Record<string, (act: Act) => Promise<unknown>>> = {
  approve: (on) => approve(on, 'APPROVE'),
  'take-back': (on) => approve(on, 'REVOKE'),
  override: (on) => override(on, 'OVERRIDE'),
  'restore-rules': (on) => override(on, 'REVOKE'),
  close: ({ options, pull: { pullRequestId }, as }) =>
    call(options, 'UpdatePullRequestStatus', { pullRequestId, pullRequestStatus: 'CLOSED' }, as),
  merge({ options, pull: { pullRequestId }, as, body }) {
    const operation = MERGES[String(body.by)];
    if (operation === undefined) throw new TypeError(`"${body.by}" is no way to merge.`);
    return call(options, operation, { pullRequestId, repositoryName: options.repository }, as);
  },
  comment({ options, pull, as, body }) {
    const [target] = pull.pullRequestTargets;
    const input = {
      ...{ pullRequestId: pull.pullRequestId, repositoryName: options.repository },
      content: text('comment', body.text),
      beforeCommitId: target.mergeBase ?? target.destinationCommit,
      afterCommitId: target.sourceCommit,
    };
    return call(options, 'PostCommentForPullRequest', input, as);
  },
  push({ options, pull, as, body }) {
    const [{ sourceReference, sourceCommit }] = pull.pullRequestTargets;
    const fileContent = Buffer.from(String(body.text ?? '')).toString('base64');
    const input = {
      ...{ repositoryName: options.repository, branchName: sourceReference.replace('refs/heads/', '') },
      ...{ parentCommitId: sourceCommit, authorName: as, email: `${as}@example.com` },
      commitMessage: `${as} changes ${body.path}\n`,
      putFiles: [{ filePath: text('path', body.path), fileContent }],
    };
    return call(options, 'CreateCommit', input, as);
  },
};

/** @throws ServiceError as the API refuses it, TypeError for what the page never sends */
export async function act(options: PageOptions, body: Readonly<Record<string, unknown>>): Promise<void> {
  const perform = ACTS[String(body.kind)];
  if (perform === undefined) throw new TypeError(`"${body.kind}" is nothing that one can do here.`);
  const as = text('as', body.as);
  if (!/^[\w+=,@.-]+$/.test(as)) throw new TypeError(`"${as}" is no IAM user and no session of a role.`);
  await perform({ options, pull: await describe(options, text('id', body.id)), as, body });
}

const approve = (on: Act, approvalState: string) =>
  call(on.options, 'UpdatePullRequestApprovalState', { ...ofRevision(on), approvalState }, on.as);

const override = (on: Act, overrideStatus: string) =>
  call(on.options, 'OverridePullRequestApprovalRules', { ...ofRevision(on), overrideStatus }, on.as);

function text(name: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new TypeError(`${name} is empty.`);
}
