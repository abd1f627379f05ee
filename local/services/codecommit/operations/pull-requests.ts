import type { Input, Operation } from '../../../service.ts';
import { callerArn } from '../callers.ts';
import { failure, isReferenceName, optionalList, optionalText, requiredText } from '../input.ts';
import { page } from '../pages.ts';
import { describePullRequest } from '../pull-requests/describe.ts';
import type { PullRequest } from '../pull-requests/record.ts';
import type { Repositories } from '../repositories.ts';
import { existingRepository } from '../repositories.ts';
import type { Repository } from '../repository.ts';

const PAGE = 100;
/** As the exceptions say; the model allows more. */
const TITLE_LIMIT = 100;
const DESCRIPTION_LIMIT = 1_000;
const OPEN_LIMIT = 1_000;

export function pullRequestOperations(repositories: Repositories): Record<string, Operation> {
  const { pullRequests, settings } = repositories;
  const answer = async (pull: PullRequest) => ({
    pullRequest: await describePullRequest(repositories, pull),
  });
  return {
    /** With a token that was used before, the pull request that was made then. */
    async CreatePullRequest(input, caller) {
      const wanted = await readWanted(repositories, input);
      const by = callerArn(settings, caller);
      const created = await pullRequests.takingTurns(async () => {
        const all = pullRequests.list();
        const earlier = all.find(({ token, author }) => token === wanted.token && author === by);
        if (earlier !== undefined) return sameAs(earlier, wanted);
        requireRoom(all, wanted.repository);
        const at = settings.clock.now();
        const pull: PullRequest = {
          ...{ ...wanted, id: pullRequests.nextId(), author: by, created: at, lastActivity: at },
          ...{ status: 'OPEN', rules: [], approvals: [], comments: [], untold: [] },
        };
        const said = `The pull request was created with the following information: Pull Request ID as ${pull.id} and title as ${pull.title}.`;
        return pullRequests.put({ pull, happened: { event: 'pullRequestCreated', said } }, by);
      });
      return answer(created);
    },
    GetPullRequest: async (input) => answer(await pullRequests.get(input)),
    async ListPullRequests(input) {
      const { name } = existingRepository(repositories, input);
      const [author, status] = [optionalText(input, 'authorArn'), optionalText(input, 'pullRequestStatus')];
      if (status !== undefined) requireStatus(status);
      const found = pullRequests
        .list()
        .filter(({ repository }) => repository === name)
        .filter((pull) => author === undefined || pull.author === author)
        .filter((pull) => status === undefined || pull.status === status);
      const question = { name, author: author ?? '', status: status ?? '' };
      const { items, next } = page(found, PAGE, optionalText(input, 'nextToken'), question);
      return { pullRequestIds: items.map(({ id }) => id), nextToken: next };
    },
    /** Only from open to closed. */
    async UpdatePullRequestStatus(input, caller) {
      const status = requiredText(input, 'pullRequestStatus', 'PullRequestStatusRequiredException');
      requireStatus(status);
      const closed = await pullRequests.change(input, callerArn(settings, caller), async (pull) => {
        if (status !== 'CLOSED' || pull.status !== 'OPEN')
          throw failure(
            'InvalidPullRequestStatusUpdateException',
            `${pull.id} is ${pull.status}: it cannot become ${status}`,
          );
        const said = 'The pull request status has been updated. The status is closed.';
        return {
          pull: { ...pull, status: 'CLOSED' },
          happened: { event: 'pullRequestStatusChanged', said },
        };
      });
      return answer(closed);
    },
  };
}

type Wanted = Pick<
  PullRequest,
  | 'repository'
  | 'title'
  | 'description'
  | 'source'
  | 'destination'
  | 'sourceCommit'
  | 'destinationCommit'
  | 'token'
>;

async function readWanted(repositories: Repositories, input: Input): Promise<Wanted> {
  const title = requiredText(input, 'title', 'TitleRequiredException');
  if (title.length > TITLE_LIMIT)
    throw failure('InvalidTitleException', `a title has at most ${TITLE_LIMIT} characters`);
  const description = optionalText(input, 'description');
  if (description !== undefined && description.length > DESCRIPTION_LIMIT)
    throw failure('InvalidDescriptionException', `a description has at most ${DESCRIPTION_LIMIT} characters`);
  const target = onlyTarget(input);
  const repository = existingRepository(repositories, target);
  const source = referenceOf(requiredText(target, 'sourceReference', 'ReferenceNameRequiredException'));
  const destination = await destinationOf(repository, optionalText(target, 'destinationReference'));
  if (source === destination)
    throw failure('SourceAndDestinationAreSameException', `${source} cannot be merged into itself`);
  const commits = {
    sourceCommit: await tipOf(repository, source),
    destinationCommit: await tipOf(repository, destination),
  };
  // The SDK makes one where the caller gives none.
  const token = requiredText(input, 'clientRequestToken', 'ClientRequestTokenRequiredException');
  const texts = { title, ...(description !== undefined && { description }) };
  return { ...texts, repository: repository.name, source, destination, ...commits, token };
}

function onlyTarget(input: Input): Input {
  const targets = optionalList(input, 'targets');
  const [target] = targets;
  if (target === undefined) throw failure('TargetsRequiredException', 'targets is required');
  if (targets.length > 1)
    throw failure('InvalidTargetsException', 'a pull request has one target, in one repository');
  if (typeof target !== 'object' || target === null)
    throw failure('InvalidTargetException', 'a target must be a structure');
  return target as Input;
}

function referenceOf(name: string): string {
  if (!isReferenceName(name))
    throw failure('InvalidReferenceNameException', `"${name}" is not a valid reference name`);
  if (name.startsWith('refs/tags/'))
    throw failure('ReferenceTypeNotSupportedException', `${name} is a tag; only branches are merged`);
  return name.startsWith('refs/heads/') ? name : `refs/heads/${name}`;
}

async function destinationOf(repository: Repository, given: string | undefined): Promise<string> {
  const name = given ?? (await repository.references.defaultBranch());
  if (name === undefined)
    throw failure('ReferenceDoesNotExistException', `${repository.name} has no default branch`);
  return referenceOf(name);
}

async function tipOf(repository: Repository, reference: string): Promise<string> {
  const tip = await repository.objects.info(reference);
  if (tip !== undefined) return tip.id;
  throw failure('ReferenceDoesNotExistException', `there is no ${reference} in ${repository.name}`);
}

/** @throws IdempotencyParameterMismatchException */
function sameAs(earlier: PullRequest, wanted: Wanted): PullRequest {
  const keys = ['repository', 'title', 'description', 'source', 'destination'] as const;
  if (keys.every((key) => earlier[key] === wanted[key])) return earlier;
  throw failure(
    'IdempotencyParameterMismatchException',
    `the token was used for pull request ${earlier.id}, which is another one`,
  );
}

function requireRoom(all: readonly PullRequest[], repository: string): void {
  const open = all.filter((pull) => pull.repository === repository && pull.status === 'OPEN');
  if (open.length >= OPEN_LIMIT)
    throw failure('MaximumOpenPullRequestsExceededException', `${repository} has ${OPEN_LIMIT} open ones`);
}

function requireStatus(status: string): void {
  if (status !== 'OPEN' && status !== 'CLOSED')
    throw failure('InvalidPullRequestStatusException', `"${status}" is not OPEN or CLOSED`);
}
