import type { WakeRequest } from '../../src/domain/wake/request.ts';
import type { WakeMemory, WakeOutcome, Waker } from '../../src/ports/wake.ts';

/** Writes down who was told what; `fails` is what goes wrong. */
export class FakeWaker implements Waker {
  readonly repositoryUrl = 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet';
  readonly sent: { readonly cluster: string; readonly request: WakeRequest }[] = [];
  fails: Error | undefined;

  async send(cluster: string, request: WakeRequest): Promise<void> {
    this.sent.push({ cluster, request });
    if (this.fails !== undefined) throw this.fails;
  }
}

export class FakeWakes implements WakeMemory {
  readonly #rows = new Map<string, { readonly commit: string; readonly outcome?: WakeOutcome }>();

  async claim(cluster: string, commit: string): Promise<boolean> {
    if (this.#rows.get(cluster)?.commit === commit) return false;
    this.#rows.set(cluster, { commit });
    return true;
  }

  async note(cluster: string, outcome: WakeOutcome): Promise<void> {
    this.#rows.set(cluster, { commit: outcome.commit, outcome });
  }

  async last(clusters: readonly string[]): Promise<(WakeOutcome | undefined)[]> {
    return clusters.map((cluster) => this.#rows.get(cluster)?.outcome);
  }
}
