import type { DeadLetter, DeadLetterBox, LentLetter } from '../../src/ports/dead-letters.ts';

/** `letters` is what waits; a lent one is hidden until it is given back. */
export class FakeDeadLetterBox implements DeadLetterBox {
  readonly letters: DeadLetter[] = [];
  readonly #lent = new Set<string>();

  async count(): Promise<number> {
    return this.letters.length;
  }

  async lend(most: number): Promise<LentLetter[]> {
    const free = this.letters.filter(({ id }) => !this.#lent.has(id)).slice(0, most);
    for (const { id } of free) this.#lent.add(id);
    return free.map((letter) => ({ ...letter, lease: `lease of ${letter.id}` }));
  }

  async giveBack({ id }: LentLetter): Promise<void> {
    this.#lent.delete(id);
  }

  async remove({ id }: LentLetter): Promise<void> {
    this.letters.splice(
      this.letters.findIndex((letter) => letter.id === id),
      1,
    );
  }
}
