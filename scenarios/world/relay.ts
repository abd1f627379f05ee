import type { Source } from '../../local/wiring.ts';

/** What becomes of the events of ECR and CodeCommit, which AWS delivers at best effort. */
export type Delivery = 'delivered' | 'lost' | 'doubled' | 'held';

type Pass = () => Promise<void> | void;

/**
 * Events on their way to the functions. They are handed on one by one, when everything else has come to rest, so that
 * their order is that of their causes on every machine.
 */
export class Relay {
  /** What the events of the outside meet from now on. */
  delivery: Delivery = 'delivered';
  readonly #onTheirWay: Pass[] = [];
  #held: Pass[] = [];

  take(source: Source, pass: Pass): void {
    // A table's stream loses nothing.
    const delivery = source === 'table-stream' ? 'delivered' : this.delivery;
    if (delivery === 'held') this.#held.push(pass);
    else if (delivery === 'doubled') this.#onTheirWay.push(pass, pass);
    else if (delivery === 'delivered') this.#onTheirWay.push(pass);
  }

  /** Hands on one event; false if there is none. */
  passOne(): boolean {
    const pass = this.#onTheirWay.shift();
    if (pass === undefined) return false;
    // It rejects only when the world is closed meanwhile; what a function makes of the event is its own affair.
    Promise.resolve(pass()).catch(() => {});
    return true;
  }

  /** Lets go of what was held: each event `times`, in the order that `order` makes of them. */
  release(times: number, order: (events: readonly Pass[]) => Pass[]): number {
    const events = this.#held.flatMap((pass) => Array.from({ length: times }, () => pass));
    this.#held = [];
    this.#onTheirWay.push(...order(events));
    return events.length;
  }
}
