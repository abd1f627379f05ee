import { ApiError, type Client } from '../../console/api/client.ts';
import type { PipelineView, StopScopeView } from '../../console/api/views.ts';
import { repositoryAt } from '../../local/sources.ts';
import { REVISION_LABEL } from '../../src/domain/bundle/incomplete.ts';
import { parseDuration } from '../../src/domain/duration.ts';
import { Look } from '../expect/look.ts';
import type { Step, StepKind, StepOf } from '../format/step-schema.ts';
import { says } from '../format/texts.ts';
import { shuffled } from '../world/chance.ts';
import { FORMS, type Form } from '../world/forms.ts';
import type { World } from '../world/world.ts';
import { actOnPullRequest } from './act-on-pull-request.ts';
import { editsOf, ScenarioError } from './edits.ts';
import { RefusalError } from './refusal.ts';

type Acts = {
  readonly [Kind in Exclude<StepKind, 'expect'>]: (world: World, step: StepOf<Kind>) => Promise<void>;
};

const REASON = 'a scenario';
const CHART = 'application/vnd.cncf.helm.config.v1+json';

/** What each kind of step does. */
const ACTS: Acts = {
  async push(world, { image, tag, digest, revision }) {
    const { image: address, kind } = await artifactOf(world, image);
    const repository = repositoryAt(address);
    if (kind === 'git') return world.pushTag(repository, tag);
    await world.push({
      ...{ repository, tag },
      ...(digest !== undefined && { digest }),
      ...(revision !== undefined && { annotations: { [REVISION_LABEL]: revision } }),
      ...(kind === 'chart' && { artifactMediaType: CHART }),
    });
  },
  async agent(world, { cluster, is, tag, message, after, every, polls, form }) {
    await requireCluster(world, cluster, form);
    const afterMs = after === undefined ? undefined : parseDuration(after);
    const everyMs = every === undefined ? undefined : parseDuration(every);
    const pollMs = polls === undefined ? undefined : parseDuration(polls);
    await world.finish(
      world.agents.behave(cluster, {
        state: is,
        ...(tag !== undefined && { withTag: tag }),
        ...(message !== undefined && { message }),
        ...(afterMs !== undefined && { afterMs }),
        ...(everyMs !== undefined && { everyMs }),
        ...(pollMs !== undefined && { pollMs }),
        ...(form !== undefined && { form }),
      }),
    );
  },
  async canary(world, { cluster, is, tag }) {
    await requireCluster(world, cluster, undefined);
    world.agents.canaries.behave(cluster, {
      isToFail: is === 'failing',
      ...(tag !== undefined && { withTag: tag }),
    });
  },
  async report(world, { cluster, is, overlay, message, form, behind = 0, ago = '0s' }) {
    await requireCluster(world, cluster, form);
    const history = await world.branch.history();
    const commit = history[behind]?.id;
    if (commit === undefined) throw new ScenarioError(`The branch has only ${history.length} commits.`);
    const at = world.clock.now() - (parseDuration(ago) ?? 0);
    const how = { ...(message !== undefined && { message }), ...(form !== undefined && { form }) };
    const report = { state: is, commit, at, ...how };
    await world.finish(world.agents.report(cluster, overlay, report));
  },
  async wait(world, until) {
    const milliseconds = parseDuration(until) ?? Date.parse(until) - world.clock.now();
    if (milliseconds < 0)
      throw new ScenarioError(`${until} has passed: it is ${new Date(world.clock.now()).toISOString()}.`);
    await world.advance(milliseconds);
  },
  approve: (world, step) => vote(world, step, 'approve'),
  reject: (world, step) => vote(world, step, 'reject'),
  hold: (world, step) =>
    ask(world, step, (client) => client.hold(...placeOf(step.stage), step.reason ?? REASON)),
  'release-hold': (world, step) =>
    ask(world, step, (client) => client.liftHold(...placeOf(step.stage), step.reason ?? REASON)),
  stop: (world, step) =>
    ask(world, step, (client) => client.stop(scopeOf(step.scope), step.reason ?? REASON)),
  resume: (world, step) =>
    ask(world, step, (client) => client.resume(scopeOf(step.scope), step.reason ?? REASON)),
  async promote(world, step) {
    const [pipeline, stage] = placeOf(step.stage);
    const release = await new Look(world).releaseId(pipeline, step.release);
    const past = step.override && { gate: step.override, reason: step.reason ?? REASON };
    await ask(world, step, (client) => client.promote(release, stage, past));
  },
  async override(world, step) {
    const [pipeline, stage] = placeOf(step.stage);
    const order = { gate: step.gate, reason: step.reason ?? REASON };
    await ask(world, step, (client) => client.override(pipeline, stage, order));
  },
  async rollback(world, step) {
    const [pipeline, stage] = placeOf(step.stage);
    const to = step.to === undefined ? undefined : await new Look(world).releaseId(pipeline, step.to);
    const order = { reason: step.reason ?? REASON, ...(to !== undefined && { to }) };
    await ask(world, step, (client) => client.rollBack(pipeline, stage, order));
  },
  async unmark(world, step) {
    const release = await new Look(world).releaseId(step.pipeline, step.release);
    await ask(world, step, (client) => client.liftMark(release, step.reason ?? REASON));
  },
  'pull-request': actOnPullRequest,
  async commit(world, { as = 'dana', when = 'now', ...changes }) {
    const tip = await world.branch.tip();
    const edits = await editsOf(changes, {
      list: (folder) => world.branch.list(tip, folder),
      read: (path) => world.branch.read(tip, path),
    });
    const commit = () => world.branch.commit(edits, as, `${as} changes ${Object.keys(edits).join(', ')}\n`);
    if (when === 'before-next-commit') world.beforeNextCommit(commit);
    else await commit();
    await world.settle();
  },
  async events({ relay, random }, delivery) {
    relay.delivery = delivery === 'shuffled' ? 'delivered' : delivery;
    if (delivery === 'delivered') relay.release(1, (events) => [...events]);
    if (delivery === 'shuffled') relay.release(2, (events) => shuffled(events, random));
  },
  async reports(world, delivery) {
    const { mail } = world.agents;
    mail.delivery = delivery === 'shuffled' ? 'delivered' : delivery;
    if (delivery === 'delivered') await world.finish(mail.release(1, (reports) => [...reports]));
    if (delivery === 'shuffled')
      await world.finish(mail.release(2, (reports) => shuffled(reports, world.random)));
  },
  sweep: (world) => world.sweep(),
  async 'lose-execution'(world, place) {
    const { underWay } = await new Look(world).stage(place);
    if (underWay === undefined) throw new ScenarioError(`No promotion has ${place}.`);
    await world.loseExecution(underWay.id);
  },
};

/** Lets happen what a step says. @throws ScenarioError, RefusalError */
export async function act(world: World, step: Step): Promise<void> {
  const [kind, value] = Object.entries(step)[0] ?? [];
  const perform = ACTS[kind as keyof Acts] as (world: World, value: unknown) => Promise<void>;
  await perform(world, value);
  await world.rest();
}

async function ask(
  world: World,
  { as, refused }: { readonly as: string; readonly refused?: string | undefined },
  request: (client: Client) => Promise<unknown>,
): Promise<void> {
  try {
    await world.finish(request(world.client(as)));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (refused !== undefined && says(error.message, refused)) return;
    const expected = refused === undefined ? 'the step is accepted' : `the step is refused: ${refused}`;
    throw new RefusalError(expected, `it was refused: ${error.message}`);
  }
  if (refused !== undefined) throw new RefusalError(`the step is refused: ${refused}`, 'it was accepted');
}

function vote(
  world: World,
  step: StepOf<'approve' | 'reject'>,
  verdict: 'approve' | 'reject',
): Promise<void> {
  const reason = step.reason ?? REASON;
  return ask(world, step, (client) => client.vote(...placeOf(step.stage), { verdict, reason }));
}

function placeOf(place: string): [pipeline: string, stage: string] {
  const [pipeline = '', stage = ''] = place.split('/');
  return [pipeline, stage];
}

function scopeOf(scope = 'everything'): StopScopeView {
  const [kind, name = ''] = scope.split(':');
  const [pipeline, stage] = placeOf(name);
  if (kind === 'pipeline') return { kind, pipeline: name };
  if (kind === 'stage') return { kind, pipeline, stage };
  if (kind === 'cluster') return { kind, cluster: name };
  return { kind: 'everything' };
}

type Artifact = PipelineView['artifacts'][number];

/** The artifact, or the one whose repository is called so. */
async function artifactOf(world: World, name: string): Promise<Artifact> {
  const { pipelines } = await new Look(world).fleet();
  const artifacts = pipelines.flatMap((pipeline) => pipeline.artifacts);
  const found =
    artifacts.find((artifact) => artifact.name === name) ??
    artifacts.find(({ image }) => repositoryAt(image) === name);
  if (found !== undefined) return found;
  const known = artifacts.map((artifact) => artifact.name).join(', ');
  throw new ScenarioError(`No pipeline has an artifact or a repository ${name}. Known: ${known}.`);
}

async function requireCluster(world: World, cluster: string, form: Form | undefined): Promise<void> {
  const known = await world.agents.clusters();
  if (!known.includes(cluster))
    throw new ScenarioError(`No pipeline has a target on ${cluster}. Known: ${known.join(', ')}.`);
  const kind = form && FORMS[form];
  const actual = await world.agents.kindOf(cluster);
  if (kind !== undefined && kind !== actual)
    throw new ScenarioError(`"${form}" is how ${kind} says it; by the settings ${cluster} has ${actual}.`);
}
