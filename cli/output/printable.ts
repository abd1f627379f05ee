/** Control characters, and those that turn the direction of writing. */
const UNSAFE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * An answer whose texts are safe on a terminal and take one line each: tags, reasons and agents' messages come from
 * outside and could hold escape sequences. Only `problems` are laid out in lines, and keep them.
 */
export function printable<Value>(value: Value): Value {
  return clean(value, oneLine) as Value;
}

function clean(value: unknown, text: (text: string) => string): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((item) => clean(item, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, clean(item, key === 'problems' ? manyLines : text)]),
  );
}

const oneLine = (text: string): string => text.replaceAll(UNSAFE, ' ');
const manyLines = (text: string): string => text.split('\n').map(oneLine).join('\n');
