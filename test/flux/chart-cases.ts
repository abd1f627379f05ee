import { type Case, imageOf, promoted, push, require, rolledBack, until } from './cases.ts';
import { CATALOG, FLUX } from './fleet.ts';
import { REFUSAL } from './fleet-chart.ts';
import { helmRelease, kustomization } from './kube.ts';
import type { World } from './world.ts';

interface HelmRelease {
  readonly status: {
    readonly conditions: readonly { readonly message: string }[];
    readonly history: readonly { readonly status: string; readonly version: number }[];
  };
}

/** What goes to a cluster by Flux's helm-controller, with a chart that source-controller packs from the repository. */
export const chartLane = (world: World): Case[] => [byHelm(world), failingUpgrade(world)];

const byHelm = (world: World): Case => ({
  name: 'Flux: a push goes to prod by HelmReleases',
  async run() {
    await push(world, CATALOG.name, '1.1.0');
    for (const stage of CATALOG.stages) await promoted(world, CATALOG.name, stage, '1.1.0');
    const images = await Promise.all(CATALOG.stages.map((stage) => imageOf(world, CATALOG.name, stage)));
    const are = images.every((image) => image.includes(':1.1.0@sha256:'));
    require(are, `The cluster runs ${images.join(', ')}.`);
    const [installed] = await history(world, 'prod');
    require(installed?.status === 'deployed', `Helm says ${JSON.stringify(installed)}.`);
    return `the cluster runs ${images.length} Deployments of 1.1.0, by revision ${installed.version} of Helm's release`;
  },
});

const failingUpgrade = (world: World): Case => ({
  name: 'Flux: an upgrade that fails by a value',
  async run() {
    // Helm tries again and again, so nothing is stalled, and the Kustomization waits for as long as it may: three minutes.
    await world.kube.patch(kustomization(`${CATALOG.name}-dev`), { spec: { timeout: '30s' } });
    await push(world, CATALOG.name, '2.0.0');
    const helm = await until("Helm's own words", () => refusalOf(world));
    const said = await rolledBack(world, [CATALOG.name, 'dev', '2.0.0'], '1.1.0');
    for (const word of [FLUX, `HelmRelease/${CATALOG.name}-dev/${CATALOG.name}`])
      require(said.includes(word), `The reason does not name ${word}: ${said}`);
    const image = await imageOf(world, CATALOG.name, 'dev');
    require(image.includes(':1.1.0@'), `The cluster runs ${image}.`);
    return `${said}; Helm says: ${helm}`;
  },
});

async function refusalOf({ kube }: World): Promise<string | undefined> {
  const { status } = await kube.get<HelmRelease>(helmRelease(`${CATALOG.name}-dev`, CATALOG.name));
  return status.conditions.find(({ message }) => message.includes(REFUSAL))?.message;
}

const history = async ({ kube }: World, stage: string) =>
  (await kube.get<HelmRelease>(helmRelease(`${CATALOG.name}-${stage}`, CATALOG.name))).status.history;
