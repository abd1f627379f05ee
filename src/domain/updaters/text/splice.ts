/** A piece of text to be put in the place of `length` code units. */
export interface Splice {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** Applies splices whose places do not overlap; those at one place follow one another in the order given. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = '';
  let read = 0;
  for (const { offset, length, text: replacement } of [...splices].sort((a, b) => a.offset - b.offset)) {
    result += text.slice(read, offset) + replacement;
    read = offset + length;
  }
  return result + text.slice(read);
}
