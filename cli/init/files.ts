import { stringify } from 'yaml';
import type { Guess, GuessedPipeline, GuessedStage, GuessedTarget } from './guess.ts';

export interface ScaffoldedFile {
  readonly path: string;
  readonly text: string;
}

const SEMVER = /^v?\d+\.\d+\.\d+/;

export const scaffold = (guess: Guess): ScaffoldedFile[] => [
  { path: '.towpath/settings.yaml', text: settings(guess) },
  ...guess.pipelines.map((pipeline) => ({
    path: `.towpath/${pipeline.name}.yaml`,
    text: pipelineFile(pipeline),
  })),
];

const yaml = (value: object): string => stringify(value, { flowCollectionPadding: true, lineWidth: 0 });

const PEOPLE = `
  # Everyone who may vote, hold or stop, and the groups that approvals name:
  # people:
  #   - name: alice
  #     email: alice@example.com
  #     arns: ["arn:aws:iam::111122223333:user/alice"]
  # groups:
  #   - { name: release-managers, members: [alice] }
`;

const settings = ({ clusters }: Guess): string =>
  `# Made by towpath init, which guessed the clusters from the agents' files. Correct what is wrong.
${yaml({ apiVersion: 'towpath.dev/v1', kind: 'Settings', spec: { clusters } }).trimEnd()}
${PEOPLE}`;

function pipelineFile({ name, artifact, stages }: GuessedPipeline): string {
  const tags = tagRule(artifact.tag);
  const update = updateOfAll(stages);
  const shown = update === undefined ? stages : stages.map(withoutUpdates);
  const spec = {
    artifacts: [{ name: artifact.name, image: artifact.image, tags, ...(update && { update }) }],
    stages: shown.map((stage, index) => stageOf(stage, shown[index - 1])),
  };
  return `# Made by towpath init from the overlays that set this image. Read it once: order, tag rule and waves are guesses.
${yaml({ apiVersion: 'towpath.dev/v1', kind: 'Pipeline', metadata: { name }, spec }).trimEnd()}
${hasProd(stages) ? APPROVAL : ''}`;
}

/** What every target says the artifact says for them; else each says its own. */
function updateOfAll(stages: readonly GuessedStage[]): GuessedTarget['update'] {
  const updates = stages.flatMap(({ targets }) => targets.map(({ update }) => update));
  return new Set(updates.map((update) => JSON.stringify(update))).size === 1 ? updates[0] : undefined;
}

const withoutUpdates = ({ name, targets }: GuessedStage): GuessedStage => ({
  name,
  targets: targets.map(({ update: _, ...target }) => target),
});

const hasProd = (stages: readonly GuessedStage[]): boolean => stages.some(({ name }) => name === 'prod');

const APPROVAL = `
# To have people approve the last stage, name them in settings.yaml and add to it:
#   gates:
#     - approval: { from: [release-managers], notRequester: true, expires: 7d }
`;

/** Versions are ordered as versions; of other tags all that look alike are taken. */
function tagRule(tag: string): object {
  if (tag === '' || SEMVER.test(tag)) return { semver: '>=0.0.0' };
  const pattern = tag.replace(/[.*+?^$()[\]{}|\\]/g, '\\$&').replace(/\d+/g, '[0-9]+');
  return { pattern: `^${pattern}$` };
}

/** The first target of several goes ahead, alone. */
function stageOf({ name, targets }: GuessedStage, before: GuessedStage | undefined): object {
  const [first, ...others] = targets;
  return {
    name,
    ...(before && { after: [before.name] }),
    ...(others.length === 0 ? { targets } : { waves: [[first], others] }),
  };
}
