import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ACCOUNT } from '../../local/deploy.ts';

const REGISTRY = `${ACCOUNT.accountId}.dkr.ecr.${ACCOUNT.region}.amazonaws.com`;
export const CLUSTER = 'dev-eu-1';
const FIRST_DIGEST = `sha256:${'0'.repeat(64)}`;

export const serviceName = (index: number): string => `service-${String(index).padStart(3, '0')}`;

export const overlayOf = (service: string): string => `apps/${service}/overlays/dev`;

/** Writes a configuration repository: that many services, each with a pipeline of one stage with one target. */
export async function writeFleet(folder: string, services: number): Promise<void> {
  await write(folder, '.towpath/settings.yaml', settings());
  for (let index = 0; index < services; index += 1) {
    const service = serviceName(index);
    await write(folder, `.towpath/${service}.yaml`, pipeline(service));
    await write(folder, `apps/${service}/base/kustomization.yaml`, base());
    await write(folder, `apps/${service}/base/deployment.yaml`, deployment(service));
    await write(folder, `${overlayOf(service)}/kustomization.yaml`, overlay(service));
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
    - name: dev
      targets: [{ cluster: ${CLUSTER}, overlay: ${overlayOf(service)} }]
      health: { timeout: 1h }
`;

const base = (): string => `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deployment.yaml
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
configMapGenerator:
  - name: ${service}-settings
    literals:
      - LOG_LEVEL=debug
`;
