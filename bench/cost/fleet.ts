import { ACCOUNT } from '../../local/deploy.ts';
import { write } from '../lib/fleet.ts';

const REGISTRY = `${ACCOUNT.accountId}.dkr.ecr.${ACCOUNT.region}.amazonaws.com`;

export interface Scenario {
  readonly pipeline: string;
  readonly what: string;
  /** Sizes of the waves. */
  readonly waves: readonly number[];
  /** Who approves, when somebody must. */
  readonly approvers: readonly string[];
}

export const SCENARIOS = {
  one: { pipeline: 'one', what: 'one target', waves: [1], approvers: [] },
  ten: {
    pipeline: 'ten',
    what: '10 targets in 3 waves, approved by two',
    waves: [1, 3, 6],
    approvers: ['alice', 'bob'],
  },
} as const satisfies Record<string, Scenario>;

const count = ({ waves }: Scenario): number => waves.reduce((total, size) => total + size, 0);
const cluster = (index: number): string => `prod-${index}`;
const overlayOf = ({ pipeline }: Scenario, index: number): string =>
  `apps/${pipeline}/overlays/${cluster(index)}`;

/** Writes a configuration repository with the scenario's pipeline alone: every agent of a branch reports every commit. */
export async function writeCostFleet(folder: string, scenario: Scenario): Promise<void> {
  await write(folder, '.towpath/settings.yaml', settings(count(scenario)));
  await write(folder, `.towpath/${scenario.pipeline}.yaml`, pipeline(scenario));
  for (let index = 0; index < count(scenario); index += 1)
    await write(folder, `${overlayOf(scenario, index)}/kustomization.yaml`, overlay(scenario));
}

const settings = (clusters: number): string => `apiVersion: towpath.dev/v1
kind: Settings
spec:
  clusters:
${Array.from({ length: clusters }, (_, index) => `    - { name: ${cluster(index)}, agent: flux }`).join('\n')}
  people:
    - { name: alice, email: alice@example.com }
    - { name: bob, email: bob@example.com }
  groups:
    - { name: release-managers, members: [alice, bob] }
`;

function pipeline(scenario: Scenario): string {
  let index = 0;
  const target = (): string => {
    const at = index++;
    return `{ cluster: ${cluster(at)}, overlay: ${overlayOf(scenario, at)} }`;
  };
  const waves = scenario.waves.map(
    (size) => `        - [${Array.from({ length: size }, target).join(', ')}]`,
  );
  const gates =
    scenario.approvers.length > 0
      ? `      gates:\n        - approval: { from: [release-managers], quorum: ${scenario.approvers.length} }\n`
      : '';
  return `apiVersion: towpath.dev/v1
kind: Pipeline
metadata:
  name: ${scenario.pipeline}
spec:
  artifacts:
    - name: ${scenario.pipeline}
      image: ${REGISTRY}/${scenario.pipeline}
      tags: { semver: ">=1.0.0" }
  stages:
    - name: prod
${gates}      waves:
${waves.join('\n')}
`;
}

const overlay = ({ pipeline: name }: Scenario): string => `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../../base
images:
  - name: ${name}
    newName: ${REGISTRY}/${name}
    newTag: 1.0.0
`;
