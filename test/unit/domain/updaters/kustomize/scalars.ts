import fc from 'fast-check';

/** Tags that stay text without quotes, and tags that do not. */
export const PLAIN_TAGS = ['v1.2.3', '1.4.2', 'main-123', 'a1b2c3d', 'release_7'];
export const AMBIGUOUS_TAGS =
  '1.10 7 0755 089 1e3 12345e6 3e1_0 1_000 1. 20240101 2024-01-01 0x1F 0X1F 0_x70 0b1 0o17 true Null yes on n'.split(
    ' ',
  );

export type Quote = '' | "'" | '"';
export const quoteArb = fc.constantFrom<Quote>('', "'", '"');

/** A value as a careful person writes it: in the quotes they like, or where it needs them, in double ones. */
export const written = (value: string, quote: Quote) => {
  const quotes = quote === '' && AMBIGUOUS_TAGS.includes(value) ? '"' : quote;
  return quotes + value + quotes;
};
