import type { Json } from '../json.ts';
import { contextObject } from './context.ts';
import type { HistoryEvent } from './history.ts';
import { sleepUntil } from './sleep.ts';
import type { Place, Strand } from './strand.ts';

/** How a state was left: by its output, to the next state or, without one, to the end of the strand. */
export interface Exit {
  readonly output: Json;
  readonly next?: string | undefined;
}

/** One stay of a strand in a state. */
export class Visit {
  readonly strand: Strand;
  readonly name: string;
  readonly place: Place;
  readonly entered: HistoryEvent;

  constructor(place: Place, name: string, entered: HistoryEvent) {
    this.strand = place.strand;
    this.place = place;
    this.name = name;
    this.entered = entered;
  }

  context(attempt: { retryCount?: number; token?: string | undefined } = {}): Json {
    return contextObject(this.strand.execution, {
      name: this.name,
      enteredAt: this.entered.timestamp,
      retryCount: attempt.retryCount ?? 0,
      item: this.strand.item,
      token: attempt.token,
    });
  }

  /** @param time milliseconds since the epoch */
  sleepUntil(time: number): Promise<void> {
    return sleepUntil(this.strand.runtime.clock, time, this.strand.cancellation);
  }
}

/** One try of a state that may be retried. */
export class Attempt {
  readonly visit: Visit;
  readonly number: number;
  readonly place: Place;

  constructor(visit: Visit, number: number) {
    this.visit = visit;
    this.number = number;
    this.place = visit.place.within(`!${number}`);
  }

  context(token?: string): Json {
    return this.visit.context({ retryCount: this.number, token });
  }
}
