/**
 * `next`, with every part that says the same as in `previous` replaced by that very object: what did not change keeps
 * its identity, and need not be drawn again. For JSON values only.
 */
export function reuse<Value>(previous: unknown, next: Value): Value {
  if (Object.is(previous, next)) return next;
  if (Array.isArray(previous) && Array.isArray(next)) return reuseArray(previous, next) as Value;
  if (isRecord(previous) && isRecord(next)) return reuseRecord(previous, next) as Value;
  return next;
}

function reuseArray(previous: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const mixed = next.map((item, index) => reuse(previous[index], item));
  const isSame = mixed.length === previous.length && mixed.every((item, index) => item === previous[index]);
  return isSame ? previous : mixed;
}

type JsonRecord = Readonly<Record<string, unknown>>;

function reuseRecord(previous: JsonRecord, next: JsonRecord): JsonRecord {
  const mixed = Object.fromEntries(
    Object.entries(next).map(([key, value]) => [
      key,
      Object.hasOwn(previous, key) ? reuse(previous[key], value) : value,
    ]),
  );
  const keys = Object.keys(mixed);
  const isSame =
    keys.length === Object.keys(previous).length &&
    keys.every((key) => Object.hasOwn(previous, key) && mixed[key] === previous[key]);
  return isSame ? previous : mixed;
}

const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
