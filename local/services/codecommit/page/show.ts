import type { Operation } from '../../../service.ts';
import type { PageOptions } from './options.ts';

/** As the API gives them out, as far as the page shows it. */
export interface Described {
  readonly pullRequestId: string;
  readonly title: string;
  readonly description?: string;
  readonly authorArn: string;
  readonly creationDate: number;
  readonly pullRequestStatus: 'OPEN' | 'CLOSED';
  readonly revisionId: string;
  readonly approvalRules: readonly { approvalRuleName: string; approvalRuleContent: string }[];
  readonly pullRequestTargets: readonly [
    {
      sourceReference: string;
      destinationReference: string;
      sourceCommit: string;
      destinationCommit: string;
      mergeBase?: string;
      mergeMetadata: { isMerged: boolean; mergedBy?: string; mergeCommitId?: string; mergeOption?: string };
    },
  ];
}

export async function call<Answer>(
  { operations }: PageOptions,
  name: string,
  input: object,
  accessKeyId?: string,
): Promise<Answer> {
  const run = operations[name] as Operation;
  return (await run({ ...input }, accessKeyId === undefined ? undefined : { accessKeyId })) as Answer;
}

export async function describe(options: PageOptions, pullRequestId: string): Promise<Described> {
  const { pullRequest } = await call<{ pullRequest: Described }>(options, 'GetPullRequest', {
    pullRequestId,
  });
  return pullRequest;
}

/** Newest first. */
export async function listPullRequests(options: PageOptions): Promise<object[]> {
  const rows: object[] = [];
  let nextToken: string | undefined;
  do {
    const input = { repositoryName: options.repository, ...(nextToken !== undefined && { nextToken }) };
    const page = await call<{ pullRequestIds: string[]; nextToken?: string }>(
      options,
      'ListPullRequests',
      input,
    );
    for (const id of page.pullRequestIds) {
      const pull = await describe(options, id);
      rows.push({ id, title: pull.title, created: pull.creationDate, status: statusOf(pull) });
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return rows;
}

export async function showPullRequest(options: PageOptions, id: string): Promise<object> {
  const pull = await describe(options, id);
  const at = { pullRequestId: id, revisionId: pull.revisionId };
  const [{ approvals }, { evaluation }, { commentsForPullRequestData: threads }] = await Promise.all([
    call<{ approvals: object[] }>(options, 'GetPullRequestApprovalStates', at),
    call<{ evaluation: object }>(options, 'EvaluatePullRequestApprovalRules', at),
    call<{ commentsForPullRequestData: { comments: object[] }[] }>(options, 'GetCommentsForPullRequest', {
      pullRequestId: id,
    }),
  ]);
  const [target] = pull.pullRequestTargets;
  return {
    ...{ id, title: pull.title, description: pull.description ?? '', author: pull.authorArn },
    ...{ created: pull.creationDate, status: statusOf(pull), revision: pull.revisionId, target },
    ...{ approvals, evaluation, rules: pull.approvalRules },
    comments: threads.flatMap(({ comments }) => comments),
    diff: await options.diff(target.mergeBase ?? target.destinationCommit, target.sourceCommit),
  };
}

const statusOf = ({ pullRequestStatus, pullRequestTargets: [{ mergeMetadata }] }: Described): string => {
  if (mergeMetadata.isMerged) return 'merged';
  return pullRequestStatus === 'OPEN' ? 'open' : 'closed';
};
