import { METRICS } from '../../contract.ts';
import type { Log } from '../../ports/world.ts';

export type RepairKind = 'image' | 'configuration' | 'execution' | 'wait' | 'change';

export interface Repair {
  readonly kind: RepairKind;
  /** A promotion's id, an image with its tag, a branch. */
  readonly what: string;
  readonly sentence: string;
}

/** What one sweep found, for whoever started it and for the log. */
export interface SweepReport {
  readonly repaired: readonly Repair[];
  /** Promotions that are in a state for longer than they should. */
  readonly overdue: readonly string[];
  /** What could not be looked at; the next sweep tries again. */
  readonly failed: readonly { readonly what: string; readonly why: string }[];
  /** Image repositories and pipelines that time did not suffice for; the next sweep begins with them. */
  readonly left: readonly string[];
}

const METRIC_OF = {
  image: METRICS.repairedImage,
  configuration: METRICS.repairedConfiguration,
  execution: METRICS.repairedExecution,
  wait: METRICS.repairedWait,
  change: METRICS.repairedChange,
} as const satisfies Record<RepairKind, string>;

/** Collects the report while many things are looked at side by side, each of which may fail alone. */
export class Findings implements SweepReport {
  readonly repaired: Repair[] = [];
  readonly overdue: string[] = [];
  readonly failed: { what: string; why: string }[] = [];
  readonly left: string[] = [];
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  repair(kind: RepairKind, what: string, sentence: string): void {
    this.repaired.push({ kind, what, sentence });
    this.#log.warn('Repaired', { kind, what, sentence });
    this.#log.count(METRIC_OF[kind]);
    this.#log.count(METRICS.repaired);
  }

  late(promotion: string, sentence: string): void {
    this.overdue.push(promotion);
    this.#log.warn('Overdue', { promotion, sentence });
    this.#log.count(METRICS.overdue);
  }

  silence(cluster: string, since: string): void {
    this.#log.warn('Cluster is silent', { cluster, since });
    this.#log.count(METRICS.clusterSilent);
  }

  fail(what: string, why: string): void {
    this.failed.push({ what, why });
    this.#log.warn('The sweep could not look at something', { what, why });
  }

  /** Whether it went well; what went wrong hinders nothing else. */
  async attempt(what: string, act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.fail(what, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
      return false;
    }
  }

  report(): SweepReport {
    const { repaired, overdue, failed, left } = this;
    return { repaired, overdue, failed, left };
  }
}
