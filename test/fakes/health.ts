import type { AgentReport } from '../../src/domain/health/fold.ts';
import type { AgentObject, Content, HealthStore, Watch, Watched } from '../../src/ports/health.ts';
import { copy } from './copy.ts';

export class FakeHealth implements HealthStore {
  readonly #reports = new Map<string, AgentReport>();
  readonly #watches = new Map<string, Watch>();

  async report(
    agent: AgentObject,
    fold: (previous: AgentReport | undefined) => AgentReport | undefined,
  ): Promise<{ report: AgentReport | undefined; watches: Watch[] }> {
    const next = fold(copy(this.#reports.get(nameOf(agent))));
    if (next !== undefined) this.#reports.set(nameOf(agent), copy(next));
    const watches = this.watches().filter((watch) => nameOf(watch.agent) === nameOf(agent));
    return copy({ report: this.#reports.get(nameOf(agent)), watches });
  }

  async reports(agents: readonly AgentObject[]): Promise<(AgentReport | undefined)[]> {
    return agents.map((agent) => copy(this.#reports.get(nameOf(agent))));
  }

  async watch(watches: readonly Watch[]): Promise<void> {
    for (const watch of watches)
      if (!this.#watches.has(keyOf(watch))) this.#watches.set(keyOf(watch), copy(watch));
  }

  async watched(watches: readonly Watch[]): Promise<Watched[]> {
    return watches.map((watch) => ({
      watch: copy(this.#watches.get(keyOf(watch))),
      report: copy(this.#reports.get(nameOf(watch.agent))),
    }));
  }

  async noteContent(watch: Watch, content: Content): Promise<void> {
    const stored = this.#watches.get(keyOf(watch));
    if (stored !== undefined) this.#watches.set(keyOf(watch), copy({ ...stored, content }));
  }

  async noteApplied(watch: Watch, appliedAt: number): Promise<void> {
    const stored = this.#watches.get(keyOf(watch));
    if (stored !== undefined) this.#watches.set(keyOf(watch), copy({ appliedAt, ...stored }));
  }

  async unwatch(watches: readonly Watch[]): Promise<void> {
    for (const watch of watches) this.#watches.delete(keyOf(watch));
  }

  /** Who watches anything at all. */
  watches(): Watch[] {
    return [...this.#watches.values()];
  }
}

const nameOf = ({ cluster, kind, namespace, name }: AgentObject): string =>
  `${cluster} ${kind ?? ''} ${namespace}/${name}`;
const keyOf = ({ agent, promotion, wave }: Watch): string => `${nameOf(agent)} ${promotion} ${wave}`;
