import type { ImagePage, Registry, TaggedImage } from '../../src/ports/registry.ts';
import type { StoppedAt, SweepMemory } from '../../src/ports/sweep-memory.ts';
import { copy } from './copy.ts';

/** Image repositories by address. Pages are small, so that every test comes upon a second one. */
export class FakeRegistry implements Registry {
  pageSize = 2;
  readonly #images = new Map<string, TaggedImage[]>();
  readonly #troubles = new Map<string, () => void>();

  push(image: string, tagged: TaggedImage): void {
    const others = (this.#images.get(image) ?? []).filter(({ tag }) => tag !== tagged.tag);
    this.#images.set(image, [...others, tagged]);
  }

  /** What happens at each call for a repository: it throws, or time passes. */
  trouble(image: string, act: () => void): void {
    this.#troubles.set(image, act);
  }

  async page(image: string, token = '0'): Promise<ImagePage> {
    this.#troubles.get(image)?.();
    const all = this.#images.get(image);
    if (all === undefined) throw new Error(`There is no repository ${image}.`);
    const end = Number(token) + this.pageSize;
    const images = copy(all.slice(Number(token), end));
    return { images, ...(end < all.length && { next: String(end) }) };
  }
}

export class FakeSweepMemory implements SweepMemory {
  readonly #watermarks = new Map<string, number>();
  #stopped: StoppedAt = {};
  /** How often anything was written. */
  writes = 0;

  async watermarks(): Promise<ReadonlyMap<string, number>> {
    return new Map(this.#watermarks);
  }

  async raiseWatermark(image: string, pushedAt: number): Promise<void> {
    this.writes += 1;
    this.#watermarks.set(image, Math.max(pushedAt, this.#watermarks.get(image) ?? 0));
  }

  async stoppedAt(): Promise<StoppedAt> {
    return copy(this.#stopped);
  }

  async putStoppedAt(stopped: StoppedAt): Promise<void> {
    this.writes += 1;
    this.#stopped = copy(stopped);
  }
}
