/** Something that was asked for by name does not exist; the message says what does. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}

/** A person asked for something that is not allowed, or not possible now; the message says why and what would be. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** An event or message that no retry can help. It goes to the dead-letter queue with this message as the reason. */
export class MalformedEventError extends Error {
  override readonly name = 'MalformedEventError';
}

/** Too many others changed the same pipeline at the same time. The caller's own retry will do. */
export class ContendedLedgerError extends Error {
  override readonly name = 'ContendedLedgerError';
  constructor(pipeline: string, attempts: number) {
    super(`${pipeline}: lost the race for the next ledger entry ${attempts} times in a row. Try again.`);
  }
}

/**
 * The committer did not commit a change because a gate has closed since it was evaluated. The state machine catches it
 * by name and goes back to the gates.
 */
export class ChangeReturnedError extends Error {
  override readonly name = 'ChangeReturnedError';
}

/** The committer could not apply a change. The state machine catches it by name and does not try again. */
export class ChangeRefusedError extends Error {
  override readonly name = 'ChangeRefusedError';
}

/** Another run is posting the same message. The queue brings the work again when that one is over. */
export class PostingElsewhereError extends Error {
  override readonly name = 'PostingElsewhereError';
  constructor(key: string) {
    super(`Somebody else is posting ${key}, or has just died doing so. Trying again later.`);
  }
}
