import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** How the agents of a cluster behave; all but the first are what a promotion must cope with. */
export type Behaviour =
  | { readonly mode: 'healthy' | 'failing' | 'silent' | 'flapping' | 'canary-failing' }
  | { readonly mode: 'lagging'; readonly delayMs: number }
  /** Healthy, but looks at the repository only so often, and when its webhook is called. */
  | { readonly mode: 'polling'; readonly intervalMs: number };

export const HEALTHY: Behaviour = { mode: 'healthy' };

const MODES: ReadonlySet<unknown> = new Set(['healthy', 'failing', 'silent', 'flapping', 'canary-failing']);

/** The behaviour of each cluster, in a file, so that a restart does not heal what was made to fail. */
export class Behaviours {
  readonly #file: string;
  readonly #byCluster: Map<string, Behaviour>;
  #saved: Promise<void> = Promise.resolve();

  private constructor(file: string, byCluster: Map<string, Behaviour>) {
    this.#file = file;
    this.#byCluster = byCluster;
  }

  /** A file that is missing or not ours makes every cluster healthy. */
  static async load(file: string): Promise<Behaviours> {
    const text = await readFile(file, 'utf8').catch(() => '{}');
    return new Behaviours(file, new Map(readEntries(text)));
  }

  of(cluster: string): Behaviour {
    return this.#byCluster.get(cluster) ?? HEALTHY;
  }

  /** @throws TypeError for what is no behaviour */
  async set(cluster: string, behaviour: Behaviour): Promise<void> {
    if (!isBehaviour(behaviour))
      throw new TypeError(`${JSON.stringify(behaviour)} is no behaviour: see docs/local-cloud.md.`);
    this.#byCluster.set(cluster, behaviour);
    this.#saved = this.#saved.catch(() => {}).then(() => this.#save());
    await this.#saved;
  }

  async #save(): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true });
    // Renamed into place: a crash leaves the old file or the new one, never half of it.
    await writeFile(`${this.#file}.new`, `${JSON.stringify(Object.fromEntries(this.#byCluster), null, 2)}\n`);
    await rename(`${this.#file}.new`, this.#file);
  }
}

function readEntries(text: string): [string, Behaviour][] {
  try {
    return Object.entries(JSON.parse(text) as object).filter((entry): entry is [string, Behaviour] =>
      isBehaviour(entry[1]),
    );
  } catch {
    return [];
  }
}

function isBehaviour(value: unknown): value is Behaviour {
  const { mode, delayMs, intervalMs } = (value ?? {}) as Record<string, unknown>;
  if (mode === 'lagging') return typeof delayMs === 'number' && delayMs >= 0;
  return mode === 'polling' ? typeof intervalMs === 'number' && intervalMs > 0 : MODES.has(mode);
}
