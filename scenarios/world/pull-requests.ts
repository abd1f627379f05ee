import type { Operation } from '../../local/service.ts';
import type { Services } from '../../local/wiring.ts';
import { PROPOSAL_BRANCHES } from '../../src/contract.ts';
import type { Edits } from './branch.ts';

export interface PullRequestSeen {
  readonly id: string;
  readonly revision: string;
  readonly is: 'open' | 'closed' | 'merged';
  readonly texts: readonly string[];
  /** As one names them when one acts as them: `anna`, `Release.anna`. */
  readonly approvedBy: readonly string[];
  readonly rules: 'satisfied' | 'not satisfied' | 'set aside';
  /** Of its branch, without `refs/heads/`. */
  readonly branch: string;
  readonly head: string;
}

export type MergeStrategy = 'fast-forward' | 'squash' | 'three-way';

/** The pull requests of the configuration repository, as people see them who work in the console of AWS. */
export interface PullRequestsSeen {
  /** Of `checkout/prod`; newest first. */
  ofStage(place: string): Promise<PullRequestSeen[]>;
  approve(pull: PullRequestSeen, as: string, state: 'APPROVE' | 'REVOKE'): Promise<void>;
  override(pull: PullRequestSeen, as: string): Promise<void>;
  close(pull: PullRequestSeen, as: string): Promise<void>;
  push(pull: PullRequestSeen, as: string, edits: Edits): Promise<void>;
  merge(pull: PullRequestSeen, as: string, by: MergeStrategy): Promise<void>;
}

interface Described {
  readonly pullRequestId: string;
  readonly title: string;
  readonly description?: string;
  readonly pullRequestStatus: string;
  readonly revisionId: string;
  readonly pullRequestTargets: readonly [
    { sourceReference: string; sourceCommit: string; mergeMetadata: { isMerged: boolean } },
  ];
}

const MERGES: Readonly<Record<MergeStrategy, string>> = {
  'fast-forward': 'MergePullRequestByFastForward',
  squash: 'MergePullRequestBySquash',
  'three-way': 'MergePullRequestByThreeWay',
};

/** `track`: git is another process, and time must stand still while it works. */
export function openPullRequests(
  { codecommit }: Pick<Services, 'codecommit'>,
  repositoryName: string,
  track: <Result>(work: Promise<Result>) => Promise<Result>,
): PullRequestsSeen {
  const call = async <Answer>(operation: string, input: object, as?: string): Promise<Answer> => {
    const run = codecommit.operations[operation] as Operation;
    return track(run({ ...input }, as === undefined ? undefined : { accessKeyId: as })) as Promise<Answer>;
  };
  const look = async (pullRequestId: string): Promise<PullRequestSeen> => {
    const { pullRequest } = await call<{ pullRequest: Described }>('GetPullRequest', { pullRequestId });
    const { revisionId } = pullRequest;
    const { approvals } = await call<{ approvals: { userArn: string; approvalState: string }[] }>(
      'GetPullRequestApprovalStates',
      { pullRequestId, revisionId },
    );
    const { evaluation } = await call<{ evaluation: { approved: boolean; overridden: boolean } }>(
      'EvaluatePullRequestApprovalRules',
      { pullRequestId, revisionId },
    );
    const { commentsForPullRequestData: threads } = await call<{
      commentsForPullRequestData: { comments: { content: string }[] }[];
    }>('GetCommentsForPullRequest', { pullRequestId });
    const comments = threads.flatMap((thread) => thread.comments.map(({ content }) => content));
    const [{ sourceReference, sourceCommit, mergeMetadata }] = pullRequest.pullRequestTargets;
    const unmerged = pullRequest.pullRequestStatus === 'OPEN' ? 'open' : 'closed';
    const approved = evaluation.approved ? 'satisfied' : 'not satisfied';
    return {
      ...{ id: pullRequestId, revision: revisionId, head: sourceCommit },
      branch: sourceReference.replace('refs/heads/', ''),
      is: mergeMetadata.isMerged ? 'merged' : unmerged,
      texts: [pullRequest.title, pullRequest.description ?? '', ...comments],
      approvedBy: approvals.flatMap(({ userArn, approvalState }) =>
        approvalState === 'APPROVE' ? [nameOf(userArn)] : [],
      ),
      rules: evaluation.overridden ? 'set aside' : approved,
    };
  };
  return {
    async ofStage(place) {
      const { pullRequestIds } = await call<{ pullRequestIds: string[] }>('ListPullRequests', {
        repositoryName,
      });
      const all: PullRequestSeen[] = [];
      for (const id of pullRequestIds) all.push(await look(id));
      const prefix = `${PROPOSAL_BRANCHES}${place.replace('/', '_')}_`;
      return all.filter(({ branch }) => branch.startsWith(prefix));
    },
    async approve({ id: pullRequestId, revision: revisionId }, as, approvalState) {
      await call('UpdatePullRequestApprovalState', { pullRequestId, revisionId, approvalState }, as);
    },
    async override({ id: pullRequestId, revision: revisionId }, as) {
      const input = { pullRequestId, revisionId, overrideStatus: 'OVERRIDE' };
      await call('OverridePullRequestApprovalRules', input, as);
    },
    async close({ id: pullRequestId }, as) {
      await call('UpdatePullRequestStatus', { pullRequestId, pullRequestStatus: 'CLOSED' }, as);
    },
    async push({ branch: branchName, head }, as, edits) {
      const entries = Object.entries(edits);
      const input = {
        ...{ repositoryName, branchName, parentCommitId: head, authorName: as },
        ...{ email: `${as}@example.com`, commitMessage: `${as} adds to the proposal\n` },
        putFiles: entries.flatMap(([filePath, text]) =>
          text === null ? [] : [{ filePath, fileContent: Buffer.from(text).toString('base64') }],
        ),
        deleteFiles: entries.flatMap(([filePath, text]) => (text === null ? [{ filePath }] : [])),
      };
      await call('CreateCommit', input, as);
    },
    async merge({ id: pullRequestId }, as, by) {
      await call(MERGES[by], { pullRequestId, repositoryName }, as);
    },
  };
}

/** `arn:aws:sts::...:assumed-role/Release/anna` -> `Release.anna`, `arn:aws:iam::...:user/anna` -> `anna`. */
const nameOf = (arn: string): string => arn.split('/').slice(1).join('.');
