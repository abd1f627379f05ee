import type { AgentKind } from '../../pipeline/types.ts';
import { classifyApplication } from '../classify-application.ts';
import type { HealthObservation } from '../observation.ts';
import { readReport } from '../read-report.ts';
import { applicationState } from './application.ts';
import { classifyKustomization } from './kustomization.ts';
import { Application, FluxObject, List } from './objects.ts';

/** Unlike our trigger, a snapshot does not wait until health is surely that of the last rollout (argo-cd#9070). */
const SETTLE_MS = 60_000;

const KUSTOMIZE = 'kustomize.toolkit.fluxcd.io';
const OF = {
  kustomization: [`${KUSTOMIZE}/`, 'Kustomization'],
  helmRelease: ['helm.toolkit.fluxcd.io/', 'HelmRelease'],
  application: ['argoproj.io/', 'Application'],
} as const;

export interface SnapshotPlace {
  /** What pulls in the cluster: only its own objects speak for targets. */
  readonly agent: AgentKind;
  readonly repository: string;
  /** When the snapshot was taken, as it was signed; in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Reads `kubectl get kustomizations...,helmreleases...,applications... -A -o json` as it is. What is not in it says
 * nothing: a snapshot may be of one namespace or of one kind.
 *
 * @throws MalformedReportError if it is no list. An object that cannot be read is left out: it must not silence the others.
 */
export function readSnapshot(
  body: Uint8Array,
  { agent, repository, at }: SnapshotPlace,
): HealthObservation[] {
  const { items } = readReport(List, body, 'a list of `kubectl get -o json`');
  const ofKind = ([group, kind]: readonly [string, string]): typeof items =>
    items.filter((item) => item.kind === kind && item.apiVersion.startsWith(group));
  if (agent === 'argocd')
    return ofKind(OF.application).flatMap((item) => {
      const read = Application.safeParse(item);
      if (!read.success || read.data.metadata.deletionTimestamp !== undefined) return [];
      return classifyApplication(applicationState(read.data, at), { repository, settleMs: SETTLE_MS });
    });
  const fluxObjects = (kind: readonly [string, string]): FluxObject[] =>
    ofKind(kind)
      .flatMap((item) => FluxObject.safeParse(item).data ?? [])
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const releases = fluxObjects(OF.helmRelease);
  return fluxObjects(OF.kustomization).map((kustomization) =>
    classifyKustomization(kustomization, releases.filter(isAppliedBy(kustomization)), at),
  );
}

/** kustomize-controller labels what it applies. */
const isAppliedBy =
  ({ metadata: { namespace, name } }: FluxObject) =>
  ({ metadata: { labels } }: FluxObject): boolean =>
    labels?.[`${KUSTOMIZE}/name`] === name && labels[`${KUSTOMIZE}/namespace`] === namespace;
