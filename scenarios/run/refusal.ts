/** A step was accepted or refused, and should not have been. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError';
  readonly expected: string;
  readonly actual: string;
  constructor(expected: string, actual: string) {
    super(`${expected}, but ${actual}`);
    this.expected = expected;
    this.actual = actual;
  }
}
