import { readSources } from './application-sources.ts';
import type { ArgoReport, Chart } from './argo-body.ts';
import { Attempt } from './attempt.ts';
import type { Follower, FollowerOptions } from './follower.ts';
import { wait } from './wait.ts';
import { findWorkload } from './workload.ts';

type Said = Pick<ArgoReport, 'reason' | 'sync' | 'health' | 'conditions'>;

/**
 * One Application of Argo CD with automated sync and our notification triggers. Like the real one it runs an operation
 * only when a commit changes something for it, and says what it compared and what it synced apart.
 */
export class Application implements Follower {
  readonly #options: FollowerOptions<ArgoReport>;
  readonly #last: Attempt;
  #applied: string | undefined;
  #tree: string | undefined;
  #charts: readonly Chart[] = [];
  #operation: ArgoReport['operation'];
  #failedLast = false;

  constructor(options: FollowerOptions<ArgoReport>) {
    this.#options = options;
    this.#last = new Attempt(options);
  }

  get applied(): string | undefined {
    return this.#applied;
  }

  isDue(commit: string): boolean {
    return this.#last.isDue(commit);
  }

  async reconcile(commit: string): Promise<void> {
    const { clock, config, source, healthCheckMs, signal, onApplied } = this.#options;
    this.#last.begin(commit);
    const sources = await readSources(source, commit, config);
    if ('reason' in sources) return this.#cannotCompare(commit, sources.message);
    const differs = sources.tree !== this.#tree;
    this.#tree = sources.tree;
    this.#charts = sources.charts;
    if (differs) {
      await this.#sync(commit);
      onApplied(sources.tree);
    }
    if (differs || this.#failedLast || this.#isToFail()) await wait(clock, healthCheckMs, signal);
    if (this.#isToFail()) return this.#degraded(commit);
    this.#applied = commit;
    this.#failedLast = false;
    this.#say({ reason: 'Healthy', ...synced(commit), health: { status: 'Healthy', message: '' } });
  }

  async #sync(revision: string): Promise<void> {
    const { clock } = this.#options;
    this.#operation = { phase: 'Running', message: '', revision };
    const health = { status: 'Progressing', message: '' };
    this.#say({ reason: 'Syncing', sync: { status: 'OutOfSync', revision }, health, conditions: [] });
    const message = 'successfully synced (all tasks run)';
    this.#operation = { phase: 'Succeeded', message, finishedAt: clock.now(), revision };
  }

  #cannotCompare(revision: string, message: string): void {
    this.#failedLast = true;
    this.#say({
      reason: 'ComparisonError',
      sync: { status: 'Unknown', revision },
      health: { status: 'Healthy', message: '' },
      conditions: [{ type: 'ComparisonError', message }],
    });
  }

  async #degraded(commit: string): Promise<void> {
    this.#failedLast = true;
    const { source, config } = this.#options;
    const at = { overlay: config.overlay, name: config.object.name };
    const workload = await findWorkload(source, commit, at);
    const message = `${workload} exceeded its progress deadline`;
    this.#say({ reason: 'Degraded', ...synced(commit), health: { status: 'Degraded', message } });
  }

  #isToFail(): boolean {
    const { mode } = this.#options.behaviour();
    return mode === 'failing' || (mode === 'flapping' && !this.#failedLast);
  }

  #say(said: Said): void {
    const { clock, config, send, signal, behaviour } = this.#options;
    if (signal.aborted || behaviour().mode === 'silent') return;
    const { cluster, object, repositoryUrl } = config;
    const operation = this.#operation;
    send({
      cluster,
      object,
      ...said,
      ...(operation && { operation }),
      source: repositoryUrl,
      charts: this.#charts,
      at: clock.now(),
    });
  }
}

const synced = (revision: string) => ({ sync: { status: 'Synced', revision }, conditions: [] });
