import type { Operation } from '../../../service.ts';
import { callerArn } from '../callers.ts';
import { failure, isObjectId, optionalText, repositoryName, requiredText } from '../input.ts';
import { describeComment } from '../pull-requests/describe.ts';
import type { Comment, PullRequest } from '../pull-requests/record.ts';
import type { Repositories } from '../repositories.ts';

const CONTENT_LIMIT = 10_240;

export function commentOperations(repositories: Repositories): Record<string, Operation> {
  const { pullRequests, settings } = repositories;
  return {
    /** On the pull request as a whole. A token that was used before gives the comment that was made then. */
    async PostCommentForPullRequest(input, caller) {
      const by = callerArn(settings, caller);
      const content = requiredText(input, 'content', 'CommentContentRequiredException');
      if (content.length > CONTENT_LIMIT)
        throw failure(
          'CommentContentSizeLimitExceededException',
          `a comment has at most ${CONTENT_LIMIT} characters`,
        );
      const name = repositoryName(input);
      const before = await commit(
        repositories,
        name,
        requiredText(input, 'beforeCommitId', 'CommitIdRequiredException'),
      );
      const after = await commit(
        repositories,
        name,
        requiredText(input, 'afterCommitId', 'CommitIdRequiredException'),
      );
      if (before === after)
        throw failure('BeforeCommitIdAndAfterCommitIdAreSameException', 'the two commits are the same');
      const token = optionalText(input, 'clientRequestToken');
      const made: Comment = {
        ...{ id: settings.newId(), content, by, at: settings.clock.now(), before, after },
        ...(token !== undefined && { token }),
      };
      const posted = await pullRequests.change(input, by, async (pull) => {
        requireAssociated(pull, name);
        const isPosted = earlier(pull, made) !== undefined;
        return { pull: isPosted ? pull : { ...pull, comments: [...pull.comments, made] } };
      });
      return answer(posted, earlier(posted, made) ?? made);
    },
    async GetCommentsForPullRequest(input) {
      const pull = await pullRequests.get(input);
      return {
        commentsForPullRequestData: pull.comments.map((comment) => {
          const { comment: described, ...place } = answer(pull, comment);
          return { ...place, comments: [described] };
        }),
      };
    },
  };
}

/** @throws IdempotencyParameterMismatchException */
function earlier(pull: PullRequest, { token, by, content }: Comment): Comment | undefined {
  const found = pull.comments.find(
    (other) => token !== undefined && other.token === token && other.by === by,
  );
  if (found !== undefined && found.content !== content)
    throw failure('IdempotencyParameterMismatchException', 'the token was used for another comment');
  return found;
}

function requireAssociated(pull: PullRequest, repository: string): void {
  if (pull.repository !== repository)
    throw failure(
      'RepositoryNotAssociatedWithPullRequestException',
      `pull request ${pull.id} is not of ${repository}`,
    );
}

async function commit(repositories: Repositories, name: string, id: string): Promise<string> {
  if (!isObjectId(id)) throw failure('InvalidCommitIdException', `"${id}" is not a full commit id`);
  const repository = repositories.find(name);
  if (repository === undefined)
    throw failure('RepositoryDoesNotExistException', `there is no repository named ${name}`);
  if ((await repository.objects.info(id))?.type === 'commit') return id;
  throw failure('CommitDoesNotExistException', `there is no commit ${id} in ${name}`);
}

const answer = (pull: PullRequest, comment: Comment) => ({
  repositoryName: pull.repository,
  pullRequestId: pull.id,
  beforeCommitId: comment.before,
  afterCommitId: comment.after,
  comment: describeComment(comment),
});
