import type { Ports } from '../../../../src/app/ports.ts';
import { recordPush } from '../../../../src/app/record-push.ts';
import { refreshConfiguration } from '../../../../src/app/refresh-configuration.ts';
import type { SweepReport } from '../../../../src/app/sweep/findings.ts';
import type { SweepPorts } from '../../../../src/app/sweep/ports.ts';
import { sweep } from '../../../../src/app/sweep/sweep.ts';
import { aDigest, IMAGE } from '../../../builders/pipeline.ts';
import { Executions } from '../../../fakes/executions.ts';
import { anOverlay } from '../../../fakes/fleet.ts';
import { createFakes } from '../../../fakes/index.ts';
import { Interruptions } from '../../../fakes/interruptions.ts';
import { FakeRegistry, FakeSweepMemory } from '../../../fakes/registry.ts';

export const MINUTE = 60_000;

export const SETTINGS = `apiVersion: towpath.dev/v1
kind: Settings
spec:
  clusters: [{ name: dev-eu-1 }, { name: staging-eu-1 }]
  people: [{ name: alice }]
  groups: [{ name: release-managers, members: [alice] }]
`;

export interface PipelineFile {
  readonly name?: string;
  readonly image?: string;
  readonly tags?: string;
  readonly dev?: string;
  readonly staging?: string;
}

/** dev, then staging; `dev` and `staging` are more lines of the stage. */
export const pipelineFile = ({
  name = 'checkout',
  image = IMAGE,
  tags = '>=1.0.0',
  dev = 'health: { timeout: 60m }',
  staging = 'health: { timeout: 60m }',
}: PipelineFile = {}): string => `apiVersion: towpath.dev/v1
kind: Pipeline
metadata:
  name: ${name}
spec:
  artifacts:
    - name: checkout
      image: ${image}
      tags: { semver: "${tags}" }
  stages:
    - name: dev
      targets: [{ cluster: dev-eu-1, overlay: apps/${name}/overlays/dev-eu-1 }]
      ${dev}
    - name: staging
      after: [dev]
      targets: [{ cluster: staging-eu-1, overlay: apps/${name}/overlays/staging-eu-1 }]
      ${staging}
`;

export const overlayOf = (pipeline: string, cluster: string): string =>
  `apps/${pipeline}/overlays/${cluster}/kustomization.yaml`;

export const fileOf = (name: string): string => `.towpath/${name}.yaml`;

export type World = Awaited<ReturnType<typeof aWorld>>;

/** An installation of these pipelines (checkout unless given), in which everything that happened was told. */
export async function aWorld(...given: PipelineFile[]) {
  const files = (given.length > 0 ? given : [{}]).flatMap((file) => {
    const { name = 'checkout' } = file;
    return [
      [fileOf(name), pipelineFile(file)],
      ...['dev-eu-1', 'staging-eu-1'].map((cluster) => [overlayOf(name, cluster), anOverlay()]),
    ];
  });
  const fakes = createFakes({
    files: { '.towpath/settings.yaml': SETTINGS, ...Object.fromEntries(files) },
  });
  const { interruptions: _, ports: __, ...plain } = fakes;
  const [registry, memory] = [new FakeRegistry(), new FakeSweepMemory()];
  const interruptions = new Interruptions({ ...plain, registry, memory } as Ports);
  const ports = interruptions.ports as Ports & SweepPorts;
  const world = { ...fakes, registry, memory, interruptions, ports };
  await refreshConfiguration(world.ports);
  return { ...world, executions: new Executions(world) };
}

/** An image gets into the registry; the event comes unless it is `lost`. */
export async function pushed(
  { registry, clock, ports }: World,
  tag: string,
  digit: string,
  { lost = false, image = IMAGE }: { lost?: boolean; image?: string } = {},
): Promise<void> {
  const digest = aDigest(digit);
  registry.push(image, { tag, digest, pushedAt: clock.now() });
  if (!lost) await recordPush(ports, { image, tag, digest });
}

/** Five minutes later, the sweep. */
export async function sweepLater(world: World, minutes = 5): Promise<SweepReport> {
  world.clock.advance(minutes * MINUTE);
  return sweep(world.ports);
}

export const kinds = ({ repaired }: SweepReport): string[] => repaired.map(({ kind }) => kind);

export const tagsOf = ({ ledger }: World, pipeline = 'checkout'): string[] =>
  Object.values(ledger.state(pipeline).releases).flatMap(({ tags }) => tags);

export const typesOf = ({ ledger }: World, pipeline = 'checkout'): string[] =>
  ledger.entries(pipeline).map(({ type }) => type);
