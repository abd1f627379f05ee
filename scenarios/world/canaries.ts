import { Canary } from '../../local/agents/canary.ts';
import type { VirtualClock } from '../../local/virtual-clock.ts';
import { clusterKeys, type KeyRing } from '../../src/domain/health/cluster-key.ts';
import { URL_OF_WORLD } from './http.ts';

/** How the canaries of a cluster go from now on. */
export interface CanaryBehaviour {
  readonly isToFail: boolean;
  /** Only the canary of this tag. */
  readonly withTag?: string;
}

/** A target whose health a Canary is part of. */
export interface CanaryTarget {
  readonly cluster: string;
  readonly pipeline: string;
  readonly stage: string;
  readonly canary: { readonly namespace: string; readonly name: string };
}

/** Once in this time Flagger looks, and takes a step. */
const INTERVAL_MS = 60_000;

/** Flagger in every cluster of which a target names a Canary. */
export class Canaries {
  readonly #options: { clock: VirtualClock; fetch: typeof globalThis.fetch; ring: KeyRing };
  readonly #behaviours = new Map<string, CanaryBehaviour>();
  readonly #canaries = new Map<string, Canary>();

  constructor(options: { clock: VirtualClock; fetch: typeof globalThis.fetch; ring: KeyRing }) {
    this.#options = options;
  }

  behave(cluster: string, behaviour: CanaryBehaviour): void {
    this.#behaviours.set(cluster, behaviour);
  }

  /** The agent has applied an overlay with these tags. */
  apply(target: CanaryTarget, tags: readonly string[]): void {
    const { namespace, name } = target.canary;
    const key = `${target.cluster} ${namespace}/${name}`;
    const canary = this.#canaries.get(key) ?? this.#create(target);
    this.#canaries.set(key, canary);
    canary.apply(tags.join(' '));
  }

  #create({ cluster, pipeline, stage, canary }: CanaryTarget): Canary {
    const { ring, ...options } = this.#options;
    const [towpath = ''] = clusterKeys(ring, cluster, 'flagger');
    const metadata = { towpath, pipeline, stage };
    return new Canary({
      ...options,
      config: { ...canary, cluster, metadata, healthUrl: URL_OF_WORLD },
      signal: new AbortController().signal,
      intervalMs: INTERVAL_MS,
      isToFail: (tags) => {
        const { isToFail, withTag } = this.#behaviours.get(cluster) ?? { isToFail: false };
        return isToFail && (withTag === undefined || tags.split(' ').includes(withTag));
      },
    });
  }
}
