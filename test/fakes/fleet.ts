import { createHmac } from 'node:crypto';
import { receiveFluxReport } from '../../src/app/receive-health.ts';
import { recordPush } from '../../src/app/record-push.ts';
import { ARGO_REPORT } from '../../src/domain/health/argo-report.ts';
import { clusterKeys, type KeyPurpose, parseKeyRing } from '../../src/domain/health/cluster-key.ts';
import { Draft } from '../../src/domain/ledger/draft.ts';
import type { Pipeline, Settings, Target } from '../../src/domain/pipeline/types.ts';
import type { Promotion } from '../../src/domain/promotion/state.ts';
import { aDigest, aPipeline, aStage, IMAGE } from '../builders/pipeline.ts';
import { createFakes, type Fakes } from './index.ts';

const NOTHING_YET = aDigest('0');

/** An overlay that carries no release yet; a comment and an odd order show that only values change. */
export const anOverlay = (tag = '0.9.0', digest = NOTHING_YET): string => `# ours
resources: [../../base]
images:
  - name: checkout # the shop's
    digest: ${digest}
    newTag: ${tag}
    newName: ${IMAGE}
`;

export const overlayPath = (cluster: string): string =>
  `apps/checkout/overlays/${cluster}/kustomization.yaml`;

/** alice, bob and carol are release managers; mallory is a person in no group. */
export const settingsFor = (...pipelines: Pipeline[]): Settings => ({
  clusters: [...new Map(pipelines.flatMap(targetsOf).map(({ cluster, agent }) => [cluster, agent]))].map(
    ([name, { namespace }]) => ({ name, agent: namespace === 'argocd' ? 'argocd' : 'flux', labels: {} }),
  ),
  people: ['alice', 'bob', 'carol', 'mallory'].map((name) => ({ name, arns: [] })),
  groups: [{ name: 'release-managers', members: ['alice', 'bob', 'carol'] }],
});

const targetsOf = ({ stages }: Pipeline): Target[] => stages.flatMap(({ waves }) => waves.flat());

/** A pipeline of one stage, dev, with so many targets in one wave; it wants the same image as checkout. */
export const aService = (name: string, targets = 1): Pipeline => {
  const wave = Array.from({ length: targets }, (_, index) => ({
    cluster: `dev-${index}`,
    overlay: `apps/${name}/overlays/dev-${index}`,
    agent: { namespace: 'flux-system', name },
  }));
  return aPipeline({ name, stages: [aStage('dev', { waves: [wave] })] });
};

/** A fleet in memory: the pipelines are defined (checkout unless given), and every target has its overlay. */
export async function aFleet(...given: Pipeline[]): Promise<Fakes> {
  const pipelines = given.length > 0 ? given : [aPipeline()];
  const paths = pipelines.flatMap(targetsOf).map(({ overlay }) => `${overlay}/kustomization.yaml`);
  const fakes = createFakes({ files: Object.fromEntries(paths.map((path) => [path, anOverlay()])) });
  await fakes.configuration.putSettings(settingsFor(...pipelines));
  for (const pipeline of pipelines) await define(fakes, pipeline);
  return fakes;
}

export async function define({ ledger, clock }: Fakes, pipeline: Pipeline, version = 'v1'): Promise<void> {
  await ledger.putDefinition(version, pipeline);
  const draft = new Draft(await ledger.read(pipeline.name), clock.now());
  draft.record({
    type: 'pipeline-defined',
    version,
    commit: 'c0ffee',
    file: `.towpath/${pipeline.name}.yaml`,
    images: pipeline.artifacts.map(({ image }) => image),
  });
  await ledger.append(draft.before, draft.state, draft.entries);
}

/** An image appears in the registry, with a digest of one hex digit. Returns the release's id. */
export async function push({ ports }: Fakes, tag: string, digit: string): Promise<string> {
  const { releases } = await recordPush(ports, { image: IMAGE, tag, digest: aDigest(digit) });
  return releases[0] ?? '';
}

/** The promotion that has the stage. */
export function active({ ledger }: Fakes, stage: string, pipeline = 'checkout'): Promotion {
  const { stages, promotions } = ledger.state(pipeline);
  const promotion = promotions[stages[stage]?.active ?? ''];
  if (promotion === undefined) throw new Error(`No promotion of ${pipeline} has ${stage}.`);
  return promotion;
}

/** Every promotion of a stage, oldest first. */
export const promotionsOf = ({ ledger }: Fakes, stage: string): Promotion[] =>
  Object.values(ledger.state('checkout').promotions).filter((promotion) => promotion.stage === stage);

export interface Said {
  /** The commit that the agent has applied; the tip unless given. */
  readonly revision?: string;
  /** What is wrong there; healthy without. */
  readonly failing?: string;
  readonly name?: string;
  readonly at?: number;
}

/** What Flux on the cluster posts about its Kustomization, in its own words, and signed with the cluster's key. */
export async function signedReport(fakes: Fakes, cluster: string, said: Said = {}) {
  const {
    revision = await fakes.repository.tip(),
    failing,
    name = 'checkout',
    at = fakes.clock.now(),
  } = said;
  const event = {
    involvedObject: {
      kind: 'Kustomization',
      namespace: 'flux-system',
      name,
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    },
    severity: failing === undefined ? 'info' : 'error',
    timestamp: new Date(at).toISOString(),
    message: failing ?? 'Reconciliation finished in 1.2s, next run in 1m0s',
    reason: failing === undefined ? 'ReconciliationSucceeded' : 'HealthCheckFailed',
    metadata: { revision: `main@sha1:${revision}` },
  };
  const body = new TextEncoder().encode(JSON.stringify(event));
  return { cluster, body, signature: sign(fakes, cluster, body) };
}

export function sign({ agentKeys }: Fakes, cluster: string, body: Uint8Array, purpose?: KeyPurpose): string {
  const [key = ''] = clusterKeys(parseKeyRing(agentKeys.document), cluster, purpose);
  return `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
}

/** A second passes, and the cluster's agent reports. */
export async function report(fakes: Fakes, cluster: string, said: Said = {}): Promise<void> {
  fakes.clock.advance(1000);
  await receiveFluxReport(fakes.ports, await signedReport(fakes, cluster, said));
}

/** What Argo CD on the cluster posts about its Application, by our template, with the cluster's token. */
export async function bearerReport(fakes: Fakes, cluster: string, said: Said = {}) {
  const {
    revision = await fakes.repository.tip(),
    failing,
    name = 'checkout',
    at = fakes.clock.now(),
  } = said;
  const finishedAt = new Date(at - 61_000).toISOString();
  const report = {
    schema: ARGO_REPORT,
    sentAt: new Date(at).toISOString(),
    app: { namespace: 'argocd', name },
    sources: ['https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet'],
    sync: { status: 'Synced', revision, revisions: [] },
    health: { status: failing === undefined ? 'Healthy' : 'Degraded', message: failing ?? '' },
    operation: { phase: 'Succeeded', message: '', finishedAt, syncRevision: revision, syncRevisions: [] },
    reconciledAt: new Date(at).toISOString(),
    conditions: [],
    sourceHydrator: null,
  };
  const body = new TextEncoder().encode(JSON.stringify(report));
  const [token = ''] = clusterKeys(parseKeyRing(fakes.agentKeys.document), cluster, 'argocd');
  return { cluster, body, authorization: `Bearer ${token}` };
}
