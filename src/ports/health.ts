import type { AgentReport } from '../domain/health/fold.ts';
import type { Target } from '../domain/pipeline/types.ts';

/** An object in a cluster that speaks for a target: Flux's Kustomization, Argo CD's Application, Flagger's Canary. */
export interface AgentObject {
  readonly cluster: string;
  /** The one kind that a target can have besides: it may be called as the agent's own object is. */
  readonly kind?: 'Canary';
  readonly namespace: string;
  readonly name: string;
}

/** Whether the overlay, as it is at a revision, carries the release that is watched for; true for ever once known. */
export interface Content {
  readonly revision: string;
  readonly carries: boolean;
}

/** A promotion's wave that wants to hear of one agent object. */
export interface Watch {
  readonly agent: AgentObject;
  readonly pipeline: string;
  readonly promotion: string;
  readonly wave: number;
  readonly overlay: string;
  /** What was found at the last reported revision, so that the repository is read once per revision. */
  readonly content?: Content;
  /**
   * Of a target with a Canary: when the agent first said that it is healthy with the release, in milliseconds since the
   * epoch by our clock.
   */
  readonly appliedAt?: number;
}

export interface Watched {
  /** As stored; undefined when it is not watched yet. */
  readonly watch: Watch | undefined;
  readonly report: AgentReport | undefined;
}

/** The latest folded report of each agent object, and who waits for it. */
export interface HealthStore {
  /**
   * Folds under compare-and-swap: `fold` gets the stored report and returns the new one, or undefined for no change.
   * Returns what is stored afterwards, and who watches, read after the report was written.
   */
  report(
    agent: AgentObject,
    fold: (previous: AgentReport | undefined) => AgentReport | undefined,
  ): Promise<{ report: AgentReport | undefined; watches: Watch[] }>;
  /** Latest reports, in the order asked; undefined where an agent never spoke. Strongly consistent. */
  reports(agents: readonly AgentObject[]): Promise<(AgentReport | undefined)[]>;
  /**
   * Stored before `watched` is read, so that a report either is in that answer or finds the watch. One that is stored
   * already stays as it is.
   */
  watch(watches: readonly Watch[]): Promise<void>;
  /** Each watch as stored with the latest report, in the order asked. Strongly consistent. */
  watched(watches: readonly Watch[]): Promise<Watched[]>;
  noteContent(watch: Watch, content: Content): Promise<void>;
  /** Only the first counts. */
  noteApplied(watch: Watch, appliedAt: number): Promise<void>;
  unwatch(watches: readonly Watch[]): Promise<void>;
}

export const agentOf = ({ cluster, agent }: Target): AgentObject => ({ cluster, ...agent });

export const canaryOf = ({ cluster, canary }: Target): AgentObject | undefined =>
  canary && { cluster, kind: 'Canary', namespace: canary.namespace, name: canary.name };

/** Everything that speaks for the target. */
export const objectsOf = (target: Target): AgentObject[] => {
  const canary = canaryOf(target);
  return [agentOf(target), ...(canary ? [canary] : [])];
};

/** Equal for the same object, and for no other. */
export const objectText = ({ cluster, kind, namespace, name }: AgentObject): string =>
  `${kind ?? 'agent'} ${cluster} ${namespace}/${name}`;
