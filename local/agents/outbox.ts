import type { Clock } from '../clock.ts';
import { type ArgoReport, argoBody, argoHeaders } from './argo-body.ts';
import type { AgentConfig } from './config.ts';
import { type Delivery, deliver } from './deliver.ts';
import { type FluxReport, fluxBody, fluxHeaders } from './flux-body.ts';

export type Report = FluxReport | ArgoReport;

export interface OutboxOptions {
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** Delivers each report on its own, as both agents' controllers do: one that is retried may be overtaken. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #underWay = new Set<Promise<void>>();
  readonly #last = new Map<AgentConfig, Report>();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  send(config: AgentConfig, report: Report): void {
    this.#last.set(config, report);
    const url = `${config.healthUrl}/v1/health/${config.kind ?? 'flux'}/${encodeURIComponent(config.cluster)}`;
    const delivery = deliver(url, requestOf(report, config.key), this.#options)
      .then((result) => this.#note(report, result))
      .finally(() => this.#underWay.delete(delivery));
    this.#underWay.add(delivery);
  }

  last(config: AgentConfig): Report | undefined {
    return this.#last.get(config);
  }

  /** Resolves when no request is under way; call it after the signal was aborted. */
  async stopped(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #note({ cluster, reason }: Report, delivery: Delivery): void {
    if (delivery.outcome === 'delivered' || this.#options.signal.aborted) return;
    const why =
      delivery.outcome === 'refused' ? `was refused with ${delivery.status}` : 'was lost: no answer';
    this.#options.log(`${cluster}: the report ${reason} ${why}`);
  }
}

function requestOf(report: Report, key: string): { body: string; headers: Record<string, string> } {
  if ('sync' in report) return { body: argoBody(report), headers: argoHeaders(key) };
  const body = fluxBody(report);
  return { body, headers: fluxHeaders(body, key) };
}
