import type { Delivery } from './relay.ts';

type Deliver = () => Promise<void>;

/** Reports on their way from the agents to Towpath; a network may do to them what AWS may do to events. */
export class Mail {
  /** What reports meet from now on. */
  delivery: Delivery = 'delivered';
  #held: Deliver[] = [];

  async send(deliver: Deliver): Promise<void> {
    if (this.delivery === 'held') this.#held.push(deliver);
    else if (this.delivery !== 'lost') await deliver();
    if (this.delivery === 'doubled') await deliver();
  }

  /** Lets go of what was held: each report `times`, in the order that `order` makes of them. */
  async release(times: number, order: (reports: readonly Deliver[]) => Deliver[]): Promise<void> {
    const held = this.#held.flatMap((deliver) => Array.from({ length: times }, () => deliver));
    this.#held = [];
    for (const deliver of order(held)) await deliver();
  }
}
