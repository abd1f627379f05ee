export type SentencePart =
  | { readonly text: string }
  /** An instant; `written` is how the sentence had it. */
  | { readonly at: string; readonly written: string };

/** ISO 8601 in UTC, and the form gates use: `2026-11-23 07:00 UTC`. */
const INSTANT = /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z| \d{2}:\d{2}(?::\d{2})? UTC)/g;

/** Sentences of the API name instants in UTC; the page shows those in the reader's zone. */
export function partsOf(sentence: string): SentencePart[] {
  const parts: SentencePart[] = [];
  let end = 0;
  for (const match of sentence.matchAll(INSTANT)) {
    if (match.index > end) parts.push({ text: sentence.slice(end, match.index) });
    const [written] = match;
    parts.push({ at: written.replace(' UTC', 'Z').replace(' ', 'T'), written });
    end = match.index + written.length;
  }
  if (end < sentence.length) parts.push({ text: sentence.slice(end) });
  return parts;
}
