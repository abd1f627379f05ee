import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ACCOUNT } from '../../local/deploy.ts';

const REGISTRY = `${ACCOUNT.accountId}.dkr.ecr.${ACCOUNT.region}.amazonaws.com`;
export const CLUSTER = 'dev-eu-1';
const FIRST_DIGEST = `sha256:${'0'.repeat(64)}`;

export const serviceName = (index: number): string => `service-${String(index).padStart(3, '0')}`;

/** Of the stage that is promoted; the stages after it wait for somebody's approval. */
export const STAGE = 'dev';
const PRODUCTION = ['prod-eu-1', 'prod-us-1', 'prod-ap-1'];
const OVERLAYS = [STAGE, 'staging', ...PRODUCTION];
export const OVERLAYS_PER_SERVICE = OVERLAYS.length;

export const overlayOf = (service: string, name: string = STAGE): string =>
  `apps/${service}/overlays/${name}`;

/** Writes a configuration repository: that many services, each with a base, an overlay per cluster, and a pipeline. */
export async function writeFleet(folder: string, services: number): Promise<void> {
  await write(folder, '.towpath/settings.yaml', settings());
  for (let index = 0; index < services; index += 1) {
    const service = serviceName(index);
    await write(folder, `.towpath/${service}.yaml`, pipeline(service));
    await write(folder, `apps/${service}/base/kustomization.yaml`, base());
    await write(folder, `apps/${service}/base/deployment.yaml`, deployment(service));
    await write(folder, `apps/${service}/base/service.yaml`, networkService(service));
    for (const name of OVERLAYS) {
      await write(folder, `${overlayOf(service, name)}/kustomization.yaml`, overlay(service));
      await write(folder, `${overlayOf(service, name)}/replicas.yaml`, replicas(service));
    }
  }
}

export async function write(folder: string, path: string, text: string): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

const settings = (): string => `apiVersion: towpath.dev/v1
kind: Settings
spec:
  clusters:
    - { name: ${CLUSTER}, agent: flux, labels: { env: dev } }
    - { name: staging-eu-1, agent: flux, labels: { env: staging } }
${PRODUCTION.map((name) => `    - { name: ${name}, agent: flux, labels: { env: prod } }`).join('\n')}
  people:
    - { name: alice, email: alice@example.com }
  groups:
    - { name: release-managers, members: [alice] }
`;

const pipeline = (service: string): string => `apiVersion: towpath.dev/v1
kind: Pipeline
metadata:
  name: ${service}
spec:
  artifacts:
    - name: ${service}
      image: ${REGISTRY}/${service}
      tags: { semver: ">=1.0.0" }
  stages:
    - name: ${STAGE}
      targets: [{ cluster: ${CLUSTER}, overlay: ${overlayOf(service)} }]
      health: { timeout: 1h, grace: 0s }
      onFailure: rollback
    - name: staging
      after: [${STAGE}]
      gates: [{ approval: { from: [release-managers] } }]
      targets: [{ cluster: staging-eu-1, overlay: ${overlayOf(service, 'staging')} }]
    - name: prod
      after: [staging]
      gates: [{ approval: { from: [release-managers] } }]
      targets:
${PRODUCTION.map((name) => `        - { cluster: ${name}, overlay: ${overlayOf(service, name)} }`).join('\n')}
`;

const base = (): string => `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deployment.yaml
  - service.yaml
`;

const deployment = (service: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${service}
spec:
  selector:
    matchLabels: { app: ${service} }
  template:
    metadata:
      labels: { app: ${service} }
    spec:
      containers:
        - name: ${service}
          image: ${service}
`;

const networkService = (service: string): string => `apiVersion: v1
kind: Service
metadata:
  name: ${service}
spec:
  selector: { app: ${service} }
  ports: [{ port: 80, targetPort: 8080 }]
`;

const replicas = (service: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${service}
spec:
  replicas: 3
`;

/** An overlay as people keep them: the image among other things, with a remark. */
export const overlay = (service: string): string => `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${service}
resources:
  - ../../base
images:
  # Moved by Towpath.
  - name: ${service}
    newName: ${REGISTRY}/${service}
    newTag: 1.0.0
    digest: ${FIRST_DIGEST}
patches:
  - path: replicas.yaml
configMapGenerator:
  - name: ${service}-settings
    literals:
      - LOG_LEVEL=debug
`;
