import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ACCOUNT } from '../../local/deploy.ts';
import { chartFiles, overlayOf, UPDATE_OF_CHART } from './fleet-chart.ts';

export const FLUX = 'flux-eu-1';
export const ARGO = 'argo-eu-1';
/** The unique id of the role that Argo CD's notifications controller has on AWS. */
export const SENDER = 'AROATOWPATHFLUXTEST1';

const REGISTRY = `${ACCOUNT.accountId}.dkr.ecr.${ACCOUNT.region}.amazonaws.com`;

export interface Application {
  readonly name: string;
  readonly cluster: string;
  readonly stages: readonly string[];
  readonly approval?: true;
  /** Its release is in the values of a HelmRelease, whose chart is in the repository, too. */
  readonly chart?: true;
}

/** One pipeline for each walk, so that the walks can go side by side; all on one branch of one repository. */
export const SHOP: Application = {
  name: 'shop',
  cluster: FLUX,
  stages: ['dev', 'staging', 'prod'],
  approval: true,
};
export const BOOKS: Application = { name: 'books', cluster: FLUX, stages: ['dev'] };
export const SEARCH: Application = { name: 'search', cluster: FLUX, stages: ['dev'] };
export const CATALOG: Application = {
  name: 'catalog',
  cluster: FLUX,
  stages: ['dev', 'prod'],
  chart: true,
};
export const PORTAL: Application = { name: 'portal', cluster: ARGO, stages: ['dev', 'prod'] };
const APPLICATIONS = [SHOP, BOOKS, SEARCH, CATALOG, PORTAL];

/** A fleet of Deployments: each is healthy only once something reports its pods ready. */
export async function writeSeed(folder: string): Promise<string> {
  const seed = join(folder, 'fleet');
  const write = async (path: string, text: string): Promise<void> => {
    const file = join(seed, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text.trimStart());
  };
  await write('.towpath/settings.yaml', SETTINGS);
  for (const application of APPLICATIONS) {
    const { name, stages } = application;
    await write(`.towpath/${name}.yaml`, pipeline(application));
    for (const stage of stages)
      await write(`${overlayOf(name, stage)}/namespace.yaml`, namespace(`${name}-${stage}`));
    if (application.chart) {
      for (const [path, text] of chartFiles({ name, stages, registry: REGISTRY })) await write(path, text);
      continue;
    }
    await write(`apps/${name}/base/deployment.yaml`, deployment(name));
    await write(`apps/${name}/base/kustomization.yaml`, BASE);
    for (const stage of stages)
      await write(`${overlayOf(name, stage)}/kustomization.yaml`, overlay(name, stage));
  }
  return seed;
}

const SETTINGS = `
apiVersion: towpath.dev/v1
kind: Settings
spec:
  clusters:
    - { name: ${FLUX}, agent: flux }
    - { name: ${ARGO}, agent: argocd, senders: [${SENDER}] }
  people:
    - { name: bob, email: bob@example.com }
  groups:
    - { name: release-managers, members: [bob] }
`;

const pipeline = ({ name, cluster, stages, approval, chart }: Application): string => `
apiVersion: towpath.dev/v1
kind: Pipeline
metadata:
  name: ${name}
spec:
  artifacts:
    - name: ${name}
      image: ${REGISTRY}/${name}
      tags: { semver: ">=1.0.0" }
${chart ? UPDATE_OF_CHART : ''}  stages:
${stages.map((stage, index) => stageOf({ name, cluster, stage, after: stages[index - 1], approval })).join('')}`;

const stageOf = (of: {
  name: string;
  cluster: string;
  stage: string;
  after: string | undefined;
  approval: true | undefined;
}): string => `    - name: ${of.stage}
${of.after === undefined ? '' : `      after: [${of.after}]\n`}${
  of.approval && of.stage === 'prod'
    ? '      gates: [{ approval: { from: [release-managers], quorum: 1 } }]\n'
    : ''
}      targets:
        - cluster: ${of.cluster}
          overlay: ${overlayOf(of.name, of.stage)}
          agent: { name: ${of.name}-${of.stage} }
      health: { timeout: 10m, grace: 5s }
      onFailure: rollback
`;

const deployment = (name: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      containers:
        - name: ${name}
          image: ${name}
`;

const BASE = `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deployment.yaml
`;

const overlay = (name: string, stage: string): string => `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${name}-${stage}
resources:
  - namespace.yaml
  - ../../base
images:
  - name: ${name}
    newName: ${REGISTRY}/${name}
    newTag: 1.0.0
`;

const namespace = (name: string): string => `
apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
`;
