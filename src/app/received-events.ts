import * as z from 'zod/mini';
import { proposedPromotion } from '../domain/promotion/proposal.ts';
import { MalformedEventError } from './errors.ts';
import type { Hint } from './pull-requests/hint.ts';
import type { Push } from './record-push.ts';

/** `ECR Image Action` as Amazon ECR sends it to EventBridge (its user guide, EventBridge events). */
const ImageAction = z.object({
  account: z.string().check(z.regex(/^\d{12}$/)),
  region: z.string().check(z.minLength(1)),
  detail: z.object({
    'action-type': z.string(),
    result: z.string(),
    'repository-name': z.string().check(z.minLength(1)),
    // Real digests have 64 digits; the one in the user guide's own example, which people replay, has 60.
    'image-digest': z.string().check(z.regex(/^sha256:[0-9a-f]{60,64}$/)),
    'image-tag': z.optional(z.string()),
    // Absent from the example of the user guide, and of an index.
    'artifact-media-type': z.optional(z.string()),
  }),
});

/** The same event of a git tag. */
const TagChange = z.object({
  account: z.string().check(z.regex(/^\d{12}$/)),
  region: z.string().check(z.minLength(1)),
  resources: z.optional(z.array(z.string())),
  detail: z.object({
    ...{ repositoryName: z.string().check(z.minLength(1)), referenceName: z.string() },
    commitId: z.optional(z.string().check(z.regex(/^[0-9a-f]{40}$/))),
  }),
});

const OfTag = z.object({ detail: z.object({ referenceType: z.literal('tag') }) });

/** Whether an event of CodeCommit is of a tag, and not of a branch. */
export const isOfTag = (event: unknown): boolean => OfTag.safeParse(event).success;

/** `CodeCommit Repository State Change` (CodeCommit user guide, monitoring events). */
const StateChange = z.object({
  detail: z.object({ repositoryName: z.string(), referenceName: z.string(), referenceType: z.string() }),
});

/**
 * The push of an image, a chart or a git tag that an event tells of; undefined when it tells of something else.
 *
 * @throws MalformedEventError
 */
export function pushIn(event: unknown): Push | undefined {
  if (isOfTag(event)) return tagIn(event);
  const { account, region, detail } = parseEvent(ImageAction, event);
  const tag = detail['image-tag'] ?? '';
  // The rule lets only these through; a replayed event may come past it.
  if (detail['action-type'] !== 'PUSH' || detail.result !== 'SUCCESS' || tag === '') return undefined;
  const image = `${account}.dkr.ecr.${region}.amazonaws.com/${detail['repository-name']}`;
  const mediaType = detail['artifact-media-type'];
  return { image, tag, digest: detail['image-digest'], ...(mediaType !== undefined && { mediaType }) };
}

/** Of an annotated tag, too, the event names a commit. A tag that is gone is no push. */
function tagIn(event: unknown): Push | undefined {
  const { account, region, resources, detail } = parseEvent(TagChange, event);
  const { repositoryName, referenceName: tag, commitId } = detail;
  if (commitId === undefined) return undefined;
  const partition = resources?.[0]?.split(':')[1] ?? 'aws';
  return {
    image: `arn:${partition}:codecommit:${region}:${account}:${repositoryName}`,
    tag,
    digest: commitId,
  };
}

/**
 * Repository and branch, as `branchKey` writes them, that an event of CodeCommit tells of.
 *
 * @throws MalformedEventError
 */
export function movedBranchIn(event: unknown): string {
  const { detail } = parseEvent(StateChange, event);
  return `${detail.repositoryName}#${detail.referenceName}`;
}

/** As much of an event of Towpath's own bus as chat needs (docs/events/). */
const OwnEvent = z.object({
  detail: z.object({
    ...{ id: z.string(), pipeline: z.string(), sentence: z.string() },
    fact: z.object({
      type: z.string(),
      ...{ stage: z.optional(z.string()), promotion: z.optional(z.string()) },
      rollback: z.optional(z.unknown()),
    }),
  }),
});

export type OwnEventDetail = z.output<typeof OwnEvent>['detail'];

/**
 * What an event of Towpath's own bus tells.
 *
 * @throws MalformedEventError
 */
export const ownEventIn = (event: unknown): OwnEventDetail => parseEvent(OwnEvent, event).detail;

/** `CodeCommit Pull Request State Change` (CodeCommit user guide, monitoring events). `isMerged` is a text. */
const PullRequestChange = z.object({
  detail: z.object({
    ...{ pullRequestId: z.string(), sourceReference: z.string() },
    ...{ event: z.string(), pullRequestStatus: z.string(), isMerged: z.string(), callerUserArn: z.string() },
  }),
});

const FromCodeCommit = z.object({ source: z.literal('aws.codecommit') });

/**
 * The promotion whose pull request is to be looked at; undefined when the event is about none.
 *
 * @throws MalformedEventError
 */
export function proposalHintIn(event: unknown): Hint | undefined {
  if (!FromCodeCommit.safeParse(event).success) {
    const { promotion } = ownEventIn(event).fact;
    return promotion === undefined ? undefined : { promotion };
  }
  const { detail } = parseEvent(PullRequestChange, event);
  const promotion = proposedPromotion(detail.sourceReference.replace('refs/heads/', ''));
  if (promotion === undefined) return undefined;
  const isClosed = detail.event === 'pullRequestStatusChanged' && detail.pullRequestStatus === 'Closed';
  return {
    ...{ promotion, pullRequest: detail.pullRequestId },
    ...(isClosed && detail.isMerged === 'False' && { closedBy: detail.callerUserArn }),
  };
}

/** Parses an event at the edge; what does not have its shape is poison, which no retry can help. */
function parseEvent<Shape extends z.ZodMiniType>(shape: Shape, event: unknown): z.output<Shape> {
  const parsed = shape.safeParse(event);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'the event'}: ${message}`,
  );
  throw new MalformedEventError(issues.join('; '));
}
