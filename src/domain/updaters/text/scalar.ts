import { isScalar, parseDocument, Scalar } from 'yaml';

export type Quote = '' | "'" | '"';

export function quoteOf(node: unknown): Quote {
  if (!isScalar(node)) return '';
  if (node.type === Scalar.QUOTE_SINGLE) return "'";
  return node.type === Scalar.QUOTE_DOUBLE ? '"' : '';
}

/**
 * Writes a word (see `requireWritable`: nothing in it needs escaping) in the wanted quotes, and in double quotes if it
 * would be read as a number, a date, a truth value or nothing without them.
 */
export function writeScalar(word: string, quote: Quote): string {
  const quotes = quote === '' && !isReadAsText(word) ? '"' : quote;
  return quotes + word + quotes;
}

/** kustomize's parser reads the union of YAML 1.1 and 1.2, prefixes such as `0X`, and underscores in any number. */
function isReadAsText(word: string): boolean {
  return [word, word.replaceAll('_', '')].every(
    (spelling) => !/^0[xob]/i.test(spelling) && isString(spelling, '1.1') && isString(spelling, '1.2'),
  );
}

const isString = (word: string, version: '1.1' | '1.2') =>
  typeof parseDocument(word, { version }).toJS() === 'string';
