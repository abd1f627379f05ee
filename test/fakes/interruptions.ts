import type { Ports } from '../../src/app/ports.ts';

/** `before` the call takes effect, or `after`: then the caller cannot know that it did. */
export type When = 'before' | 'after';

/** What a caller sees when the network, the service or the machine fails. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** Not calls to anywhere: nothing can be interrupted there. */
const LOCAL: readonly string[] = ['clock', 'log'] satisfies (keyof Ports)[];

/** The same ports, each call of which is counted and can be made to fail. */
export class Interruptions {
  readonly ports: Ports;
  /** Every external call so far, as `port.method`. */
  readonly calls: string[] = [];
  #planned: { isNext: (call: string) => boolean; when: When } | undefined;
  /** Runs once before the next call of a method: what somebody else does in between. */
  readonly #meanwhile = new Map<string | number, () => unknown>();

  constructor(ports: Ports) {
    this.ports = Object.fromEntries(
      Object.entries(ports).map(([name, port]) => [
        name,
        LOCAL.includes(name) ? port : this.#wrap(name, port),
      ]),
    ) as unknown as Ports;
  }

  /** The next call of this method fails. */
  interrupt(call: string, when: When): void {
    this.#planned = { isNext: (made) => made === call, when };
  }

  /** The n-th external call from now, counted from 1, fails. */
  interruptAt(n: number, when: When): void {
    const at = this.calls.length + n;
    this.#planned = { isNext: () => this.calls.length === at, when };
  }

  /** Lets somebody else act just before the next call of a method. */
  before(call: string, act: () => unknown): void {
    this.#meanwhile.set(call, act);
  }

  /** Lets somebody else act just before the n-th external call from now, counted from 1. */
  beforeCall(n: number, act: () => unknown): void {
    this.#meanwhile.set(this.calls.length + n, act);
  }

  #wrap<Port extends object>(name: string, port: Port): Port {
    return new Proxy(port, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== 'function') return value;
        return (...input: unknown[]) =>
          this.#call(`${name}.${String(property)}`, () => value.apply(target, input) as unknown);
      },
    });
  }

  #call(call: string, run: () => unknown): unknown {
    const when = this.#take(call);
    const act = this.#takeMeanwhile(call) ?? this.#takeMeanwhile(this.calls.length);
    const result = act === undefined ? undefined : act();
    const made = (): unknown => {
      if (when === 'before') throw new InterruptedError(`${call} was interrupted before it took effect`);
      return run();
    };
    // A ledger's entries are iterated, not awaited.
    if (call === 'ledger.history' || call === 'ledger.newest') return made();
    return (async () => {
      await result;
      const answer = await made();
      if (when === 'after') throw new InterruptedError(`${call} was interrupted after it took effect`);
      return answer;
    })();
  }

  #takeMeanwhile(call: string | number): (() => unknown) | undefined {
    const act = this.#meanwhile.get(call);
    this.#meanwhile.delete(call);
    return act;
  }

  #take(call: string): When | undefined {
    this.calls.push(call);
    if (!this.#planned?.isNext(call)) return undefined;
    const { when } = this.#planned;
    this.#planned = undefined;
    return when;
  }
}
