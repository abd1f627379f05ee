import { isMap, type Pair } from 'yaml';
import type { Source } from '../text/errors.ts';
import { findPair, spanOf } from '../text/nodes.ts';
import { type Quote, quoteOf, writeScalar } from '../text/scalar.ts';
import type { EntryChange } from './entry-changes.ts';

/** How a map writes its pairs; what is added to a file is written like what stands beside it. */
export interface Style {
  readonly flow: boolean;
  readonly keyQuote: Quote;
  readonly valueQuote: Quote;
  readonly colon: string;
  readonly comma: string;
  /** What stands inside the braces of a flow map. */
  readonly padding: string;
}

export const BLOCK_STYLE: Style = {
  flow: false,
  keyQuote: '',
  valueQuote: '',
  colon: ': ',
  comma: ', ',
  padding: ' ',
};

/** An entry's style is that of its `name`; undefined for what is no map, such as an alias. */
export function entryStyle(source: Source, entry: unknown): Style | undefined {
  if (!isMap(entry)) return undefined;
  const pair = findPair(entry, 'name');
  const flow = entry.flow === true;
  const padding = /^\s/.test(source.text.slice(spanOf(entry)[0] + 1)) ? ' ' : '';
  return { ...(pair ? pairStyle(source, pair) : BLOCK_STYLE), flow, padding };
}

/** The style for maps inside a flow collection that has none to look at. A quoted key beside it means JSON. */
export function flowStyle(source: Source, pair: Pair): Style {
  const style = pairStyle(source, pair);
  const { keyQuote } = style;
  return { ...style, flow: true, valueQuote: keyQuote, padding: keyQuote === '' ? ' ' : '' };
}

function pairStyle({ text }: Source, { key, value }: Pair): Style {
  const isTight = text.slice(spanOf(key)[1], spanOf(value)[0]) === ':';
  const spacing = isTight ? { colon: ':', comma: ',' } : {};
  return { ...BLOCK_STYLE, keyQuote: quoteOf(key), valueQuote: quoteOf(value), ...spacing };
}

export function writePair([key, value]: EntryChange, { keyQuote, colon, valueQuote }: Style): string {
  return writeScalar(key, keyQuote) + colon + writeScalar(value, valueQuote);
}

export function writeFlowMap(pairs: readonly EntryChange[], style: Style): string {
  const { padding, comma } = style;
  return `{${padding}${pairs.map((pair) => writePair(pair, style)).join(comma)}${padding}}`;
}
