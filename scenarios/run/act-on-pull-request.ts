import { ServiceError } from '../../local/service.ts';
import type { StepOf } from '../format/step-schema.ts';
import { says } from '../format/texts.ts';
import type { PullRequestSeen } from '../world/pull-requests.ts';
import type { World } from '../world/world.ts';
import { editsOf, ScenarioError } from './edits.ts';
import { RefusalError } from './refusal.ts';

/** Somebody does something in the newest pull request of a stage; CodeCommit may refuse it. */
export async function actOnPullRequest(world: World, step: StepOf<'pull-request'>): Promise<void> {
  const { stage, refused } = step;
  const [pull] = await world.pullRequests.ofStage(stage);
  if (pull === undefined) throw new ScenarioError(`${stage} has no pull request yet.`);
  try {
    await perform(world, pull, step);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const said = `${error.code}: ${error.message}`;
    if (refused !== undefined && says(said, refused)) return;
    const expected = refused === undefined ? 'the step is accepted' : `the step is refused: ${refused}`;
    throw new RefusalError(expected, `it was refused: ${said}`);
  }
  await world.settle();
  if (refused !== undefined) throw new RefusalError(`the step is refused: ${refused}`, 'it was accepted');
}

async function perform(
  world: World,
  pull: PullRequestSeen,
  { as, does, by = 'squash', files, images }: StepOf<'pull-request'>,
): Promise<void> {
  const { pullRequests, branch } = world;
  if (does === 'approve') return pullRequests.approve(pull, as, 'APPROVE');
  if (does === 'take-back') return pullRequests.approve(pull, as, 'REVOKE');
  if (does === 'override') return pullRequests.override(pull, as);
  if (does === 'close') return pullRequests.close(pull, as);
  if (does === 'merge') return pullRequests.merge(pull, as, by);
  const edits = await editsOf(
    { files, images },
    {
      list: (folder) => branch.list(pull.head, folder),
      read: (path) => branch.read(pull.head, path),
    },
  );
  return pullRequests.push(pull, as, edits);
}
