import type * as z from 'zod/mini';
import type { AgentKind } from '../../pipeline/types.ts';
import type { CanaryObservation } from '../canary.ts';
import { classifyApplication } from '../classify-application.ts';
import type { HealthObservation } from '../observation.ts';
import { readReport } from '../read-report.ts';
import { applicationState } from './application.ts';
import { observeCanary } from './canary.ts';
import { classifyKustomization } from './kustomization.ts';
import { Application, Canary, FluxObject, List } from './objects.ts';

/** Unlike our trigger, a snapshot does not wait until health is surely that of the last rollout (argo-cd#9070). */
const SETTLE_MS = 60_000;

const KUSTOMIZE = 'kustomize.toolkit.fluxcd.io';
const OF = {
  kustomization: [`${KUSTOMIZE}/`, 'Kustomization'],
  helmRelease: ['helm.toolkit.fluxcd.io/', 'HelmRelease'],
  application: ['argoproj.io/', 'Application'],
  canary: ['flagger.app/', 'Canary'],
} as const;

export interface SnapshotPlace {
  /** What pulls in the cluster: only its own objects speak for targets. */
  readonly agent: AgentKind;
  readonly repository: string;
  /** When the snapshot was taken, as it was signed; in milliseconds since the epoch. */
  readonly at: number;
  /** By our clock; in milliseconds since the epoch. */
  readonly receivedAt: number;
}

export interface Snapshot {
  readonly reports: readonly HealthObservation[];
  readonly canaries: readonly CanaryObservation[];
}

/**
 * Reads `kubectl get kustomizations...,helmreleases...,applications...,canaries... -A -o json` as it is. What is not in it says
 * nothing: a snapshot may be of one namespace or of one kind.
 *
 * @throws MalformedReportError if it is no list. An object that cannot be read is left out: it must not silence the others.
 */
export function readSnapshot(body: Uint8Array, place: SnapshotPlace): Snapshot {
  const { items } = readReport(List, body, 'a list of `kubectl get -o json`');
  const { at: takenAt, receivedAt } = place;
  return {
    reports: place.agent === 'argocd' ? applicationsIn(items, place) : kustomizationsIn(items, place),
    canaries: objectsOf(items, OF.canary, Canary).flatMap((canary) =>
      observeCanary(canary, { takenAt, receivedAt }),
    ),
  };
}

type Items = z.output<typeof List>['items'];

const applicationsIn = (items: Items, { repository, at }: SnapshotPlace): HealthObservation[] =>
  objectsOf(items, OF.application, Application).map((application) =>
    classifyApplication(applicationState(application, at), { repository, settleMs: SETTLE_MS }),
  );

function kustomizationsIn(items: Items, { at }: SnapshotPlace): HealthObservation[] {
  const releases = objectsOf(items, OF.helmRelease, FluxObject);
  return objectsOf(items, OF.kustomization, FluxObject).map((kustomization) =>
    classifyKustomization(kustomization, releases.filter(isAppliedBy(kustomization)), at),
  );
}

/** Those of a kind that can be read and are not about to go. */
const objectsOf = <Schema extends z.ZodMiniType<{ metadata: { deletionTimestamp?: string | undefined } }>>(
  items: Items,
  [group, kind]: readonly [string, string],
  schema: Schema,
): z.output<Schema>[] =>
  items
    .filter((item) => item.kind === kind && item.apiVersion.startsWith(group))
    .flatMap((item) => schema.safeParse(item).data ?? [])
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined);

/** kustomize-controller labels what it applies. */
const isAppliedBy =
  ({ metadata: { namespace, name } }: FluxObject) =>
  ({ metadata: { labels } }: FluxObject): boolean =>
    labels?.[`${KUSTOMIZE}/name`] === name && labels[`${KUSTOMIZE}/namespace`] === namespace;
