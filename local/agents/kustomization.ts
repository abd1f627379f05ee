import { Attempt } from './attempt.ts';
import { type FluxReport, goDuration } from './flux-body.ts';
import type { Follower, FollowerOptions } from './follower.ts';
import { readOverlay } from './overlay.ts';
import { wait } from './wait.ts';
import { findWorkload } from './workload.ts';

type Said = Pick<FluxReport, 'severity' | 'reason' | 'message' | 'commitStatus'>;

/** One Flux Kustomization with `wait: true`: reports what kustomize-controller would, in its order. */
export class Kustomization implements Follower {
  readonly #options: FollowerOptions<FluxReport>;
  readonly #last: Attempt;
  #applied: string | undefined;
  #tree: string | undefined;
  #wasHealthy = false;
  #failedLast = false;

  constructor(options: FollowerOptions<FluxReport>) {
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
    const overlay = await readOverlay(source, commit, config.overlay);
    if ('reason' in overlay) return this.#fail(commit, overlay);
    const drifted = overlay.tree !== this.#tree;
    this.#tree = overlay.tree;
    if (drifted) {
      this.#progress(commit, `${await this.#workload(commit)} configured`);
      onApplied(overlay.tree);
    }
    const checkedAt = clock.now();
    if (drifted || !this.#wasHealthy || this.#isToFail()) await wait(clock, healthCheckMs, signal);
    const took = goDuration(clock.now() - checkedAt);
    if (this.#isToFail()) {
      const waitedFor = `${await this.#workload(commit)} status: 'InProgress'`;
      const message = `health check failed after ${took}: timeout waiting for: [${waitedFor}]`;
      return this.#fail(commit, { reason: 'HealthCheckFailed', message });
    }
    if (drifted || !this.#wasHealthy) this.#progress(commit, `Health check passed in ${took}`);
    this.#succeed(commit);
  }

  #workload(commit: string): Promise<string> {
    const { source, config } = this.#options;
    return findWorkload(source, commit, { overlay: config.overlay, name: config.object.name });
  }

  #isToFail(): boolean {
    const { mode } = this.#options.behaviour();
    return mode === 'failing' || (mode === 'flapping' && !this.#failedLast);
  }

  #progress(commit: string, message: string): void {
    this.#say(commit, { severity: 'info', reason: 'Progressing', message });
  }

  #fail(commit: string, why: Pick<Said, 'reason' | 'message'>): void {
    this.#wasHealthy = false;
    this.#failedLast = true;
    this.#say(commit, { severity: 'error', ...why });
  }

  #succeed(commit: string): void {
    this.#applied = commit;
    this.#wasHealthy = true;
    this.#failedLast = false;
    const { clock, config } = this.#options;
    const took = goDuration(clock.now() - this.#last.startedAt);
    const message = `Reconciliation finished in ${took}, next run in ${goDuration(config.intervalMs)}`;
    this.#say(commit, {
      severity: 'info',
      reason: 'ReconciliationSucceeded',
      message,
      commitStatus: 'update',
    });
  }

  #say(commit: string, said: Said): void {
    const { clock, config, send, signal, behaviour } = this.#options;
    if (signal.aborted || behaviour().mode === 'silent') return;
    const { cluster, object, branch } = config;
    send({ cluster, object, ...said, at: clock.now(), revision: `${branch}@sha1:${commit}` });
  }
}
