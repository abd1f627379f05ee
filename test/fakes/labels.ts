import type { Labels } from '../../src/ports/registry.ts';

/** What images are labelled with, by digest. */
export class FakeLabels implements Labels {
  readonly #revisions = new Map<string, string>();

  label(digest: string, revision: string): void {
    this.#revisions.set(digest, revision);
  }

  async revision(_image: string, digest: string): Promise<string | undefined> {
    return this.#revisions.get(digest);
  }
}
