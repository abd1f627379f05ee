import * as z from 'zod/mini';
import { described, diffDigest, fact, identity, ofPromotion, wave } from './schema-parts.ts';

const pullRequest = z.string().check(described('Its number in CodeCommit.'));

/** The shapes of entry-pull-requests.ts (schema.ts). */
export const pullRequestSchemas = {
  'pull-request-opened': fact('pull-request-opened', 'The wave that waits is proposed as a pull request.', {
    ...ofPromotion,
    pullRequest,
    branch: z.string(),
    commit: z.string().check(described('The one commit of the branch.')),
    base: z.exactOptional(z.string().check(described('The commit that it was made on.'))),
    diff: diffDigest,
  }),
  'pull-request-extended': fact(
    'pull-request-extended',
    'A commit that somebody pushed to the pull request belongs to the change.',
    {
      ...ofPromotion,
      pullRequest,
      commit: z.string().check(described('The tip of its branch.')),
      files: z.array(z.string()).check(described('What was pushed.')),
      diff: diffDigest,
    },
  ),
  'pull-request-ended': fact('pull-request-ended', 'The change of a stage is no longer proposed so.', {
    ...ofPromotion,
    pullRequest,
    outcome: z.enum(['merged', 'closed', 'outdated']),
    commit: z.exactOptional(z.string().check(described('The merge.'))),
    identity: z.exactOptional(identity),
    reason: z.exactOptional(z.string().check(described('Why it is out of date.'))),
  }),
  'pull-request-not-needed': fact('pull-request-not-needed', 'The wave has nothing to merge.', {
    ...ofPromotion,
    wave,
    reason: z.string().check(described('Why not, for people.')),
  }),
};
