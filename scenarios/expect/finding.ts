/** Something that was expected and is not so. */
export interface Finding {
  /** The field of the expectation. */
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

export const list = (items: readonly string[]): string => (items.length === 0 ? 'none' : items.join(', '));
