/** Which queue gave it up: of events, reports and the functions that take them; of the committer; of chat. */
export type DeadLetterKind = 'event' | 'change' | 'chat';

export interface DeadLetter {
  readonly id: string;
  readonly kind: DeadLetterKind;
  /** ISO time at which it was first put into the queue. */
  readonly at: string;
  /** Why it is there, as far as whoever put it there said. */
  readonly reason: string;
  /** As it came; whoever reads it must expect anything. */
  readonly body: string;
}

/** Lent for a while: nobody else gets it until it is given back, is removed, or the while is over. */
export interface LentLetter extends DeadLetter {
  readonly lease: string;
}

/** What could not be handled, and waits for a person. */
export interface DeadLetterBox {
  /** How many there are, lent or not, as far as the queues know: they count some seconds late. */
  count(): Promise<number>;
  /** At most `most` of those that nobody has. There may be more: ask again after removing some. */
  lend(most: number): Promise<LentLetter[]>;
  giveBack(letter: LentLetter): Promise<void>;
  /** For good. */
  remove(letter: LentLetter): Promise<void>;
}
