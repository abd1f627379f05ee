/** A client was asked for an operation that streams events. */
export class NoEventStreamsError extends Error {
  override readonly name = 'NoEventStreamsError';
  constructor() {
    super(
      'Bundles leave out the code for event streams; remove its alias in scripts/bundle.ts to use such an operation.',
    );
  }
}

/**
 * Stands in for the SDK's event streams in the bundles (scripts/bundle.ts): no operation that a function calls streams
 * events, and the SDK comes here only for one that does.
 */
export const eventStreamSerdeProvider = undefined;
export class EventStreamSerde {
  constructor() {
    throw new NoEventStreamsError();
  }
}
