import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';

/** A Canary of Flagger, with the webhooks of `towpath agent flagger`. */
export interface CanaryConfig {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  /** What is in the metadata of its webhooks. */
  readonly metadata: { readonly towpath: string; readonly pipeline: string; readonly stage: string };
  /** Calls go to `<healthUrl>/v1/health/flagger/<cluster>/<type>`. */
  readonly healthUrl: string;
}

export interface CanaryOptions {
  readonly config: CanaryConfig;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  /** Flagger looks, and takes one step, once in this time. */
  readonly intervalMs: number;
  /** Whether what it measures of this template is too bad; asked at every step. */
  readonly isToFail: (template: string) => boolean;
}

type Phase =
  | 'Initialized'
  | 'Waiting'
  | 'Progressing'
  | 'WaitingPromotion'
  | 'Promoting'
  | 'Finalising'
  | 'Succeeded'
  | 'Failed';

/** How often the canary gets more traffic. */
const STEPS = 3;

/**
 * Plays Flagger for one Canary: its phases, its webhooks and what it tells of itself, in its order and with its oddities
 * (pkg/controller/scheduler.go). At rest it says nothing and sets no timer.
 */
export class Canary {
  readonly #options: CanaryOptions;
  /** The template of the workload; the one that was analysed last; the one that serves. */
  #target = '';
  #applied = '';
  #promoted: string | undefined;
  #phase: Phase = 'Initialized';
  #step = 0;
  #isTicking = false;

  constructor(options: CanaryOptions) {
    this.#options = options;
  }

  /** The workload has this template from now on. */
  apply(template: string): void {
    this.#target = template;
    this.#wait();
  }

  #wait(): void {
    const { clock, intervalMs, signal } = this.#options;
    if (this.#isTicking || this.#isAtRest() || signal.aborted) return;
    this.#isTicking = true;
    const cancel = clock.after(intervalMs, () => {
      signal.removeEventListener('abort', cancel);
      void this.#advance().finally(() => {
        this.#isTicking = false;
        this.#wait();
      });
    });
    signal.addEventListener('abort', cancel, { once: true });
  }

  #isAtRest(): boolean {
    const isOver = ['Initialized', 'Succeeded', 'Failed'].includes(this.#phase);
    return this.#promoted !== undefined && isOver && !this.#isChanged();
  }

  /** What was promoted last starts no canary. */
  #isChanged(): boolean {
    return this.#target !== this.#promoted && this.#target !== this.#applied;
  }

  async #advance(): Promise<void> {
    if (this.#promoted === undefined) return this.#initialise();
    switch (this.#phase) {
      case 'Progressing':
      case 'WaitingPromotion':
        return this.#analyse();
      case 'Promoting':
        await this.#tell('Routing all traffic to primary');
        this.#phase = 'Finalising';
        return;
      case 'Finalising':
        return this.#succeed();
      default:
        return this.#begin();
    }
  }

  async #initialise(): Promise<void> {
    this.#promoted = this.#applied = this.#target;
    await this.#tell(`Initialization done! ${this.#name}`);
  }

  async #begin(): Promise<void> {
    if (!(await this.#asks('confirm-rollout', this.#phase))) {
      if (this.#phase !== 'Waiting')
        await this.#tell(`Halt ${this.#name} advancement waiting for approval towpath-confirm-rollout`);
      this.#phase = 'Waiting';
      return;
    }
    // With the phase that it still has.
    await this.#tell('Confirm-rollout check towpath-confirm-rollout passed');
    this.#phase = 'Progressing';
    await this.#tell(`New revision detected! Scaling up ${this.#name}`);
    this.#applied = this.#target;
    this.#step = 0;
  }

  async #analyse(): Promise<void> {
    if (this.#isChanged()) {
      await this.#tell(`New revision detected! Restarting analysis for ${this.#name}`);
      this.#phase = 'Progressing';
      this.#applied = this.#target;
      this.#step = 0;
      return;
    }
    if (await this.#asks('rollback', this.#phase)) {
      await this.#tell(`Rolling back ${this.#name} manual webhook invoked`);
      return this.#fail();
    }
    if (this.#options.isToFail(this.#applied)) {
      await this.#tell(`Rolling back ${this.#name} failed checks threshold reached 1`);
      return this.#fail();
    }
    if (this.#step < STEPS) {
      if (!(await this.#asks('confirm-traffic-increase', 'Progressing'))) return;
      this.#step += 1;
      return this.#tell(`Advance ${this.#name} canary weight ${this.#step * 20}`);
    }
    if (!(await this.#asks('confirm-promotion', 'Progressing'))) {
      this.#phase = 'WaitingPromotion';
      return;
    }
    await this.#tell(`Copying ${this.#name} template spec to primary`);
    this.#phase = 'Promoting';
  }

  async #succeed(): Promise<void> {
    this.#phase = 'Succeeded';
    this.#promoted = this.#applied;
    await this.#call('post-rollout', 'Succeeded');
    await this.#tell(`Promotion completed! Scaling down ${this.#name}`);
  }

  async #fail(): Promise<void> {
    const before = this.#phase;
    this.#phase = 'Failed';
    this.#applied = this.#target;
    await this.#tell(`Canary failed! Scaling down ${this.#name}`);
    await this.#call('post-rollout', 'Failed');
    await this.#tell('Post-rollout check towpath-post-rollout passed', before);
  }

  get #name(): string {
    const { name, namespace } = this.#options.config;
    return `${name}.${namespace}`;
  }

  async #asks(type: string, phase: Phase): Promise<boolean> {
    const status = await this.#call(type, phase);
    return status !== undefined && status <= 202;
  }

  async #tell(eventMessage: string, phase = this.#phase): Promise<void> {
    const timestamp = String(this.#options.clock.now());
    await this.#call('event', phase, { eventMessage, eventType: 'Normal', timestamp });
  }

  /** The status of the answer; undefined without one. */
  async #call(type: string, phase: Phase, event: object = {}): Promise<number | undefined> {
    const { config, fetch, signal } = this.#options;
    const { namespace, name, metadata, healthUrl, cluster } = config;
    const checksum = createHash('sha1').update(this.#applied).digest('hex').slice(0, 10);
    const body = JSON.stringify({ name, namespace, phase, checksum, metadata: { ...event, ...metadata } });
    const url = `${healthUrl}/v1/health/flagger/${encodeURIComponent(cluster)}/${type}`;
    const headers = { 'Content-Type': 'application/json', 'User-Agent': 'Go-http-client/1.1' };
    try {
      const response = await fetch(url, { method: 'POST', headers, body, signal });
      await response.text();
      return response.status;
    } catch {
      return undefined;
    }
  }
}
