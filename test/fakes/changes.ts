import type { Branch, Change, ChangeQueue, CommitterState } from '../../src/ports/changes.ts';
import { copy } from './copy.ts';
import { isOlder } from './task-token.ts';

export class FakeChanges implements ChangeQueue {
  readonly #waiting = new Map<string, Change>();
  readonly #committers = new Map<string, CommitterState>();
  /** The branch of every wake that no committer has taken yet; whoever plays the queue empties it. */
  readonly wakes: string[] = [];

  async request(change: Change): Promise<void> {
    const known = this.#waiting.get(keyOf(change));
    const { token, enteredAt, retry } = change;
    if (!isOlder(change, known))
      this.#waiting.set(
        keyOf(change),
        copy(known ? { ...known, token, enteredAt, retry } : change) as Change,
      );
    this.wakes.push(change.branchKey);
  }

  async nudge(branchKey: string): Promise<void> {
    this.wakes.push(branchKey);
  }

  async look(branchKey: string): Promise<Branch> {
    return { waiting: await this.waiting(branchKey), committer: await this.committer(branchKey) };
  }

  async waiting(branchKey: string): Promise<Change[]> {
    return copy(
      [...this.#waiting.values()]
        .filter((change) => change.branchKey === branchKey)
        .sort(
          (a, b) =>
            Number(b.urgent ?? false) - Number(a.urgent ?? false) ||
            compare(a.requestedAt, b.requestedAt) ||
            compare(a.id, b.id),
        ),
    );
  }

  async remove(change: Change): Promise<void> {
    if (this.#waiting.get(keyOf(change))?.token === change.token) this.#waiting.delete(keyOf(change));
  }

  async committer(branchKey: string): Promise<CommitterState> {
    return copy(this.#committers.get(branchKey) ?? {});
  }

  async putCommitter(branchKey: string, state: CommitterState): Promise<void> {
    this.#committers.set(branchKey, copy(state));
  }
}

const keyOf = ({ branchKey, id }: Change): string => `${branchKey} ${id}`;
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
