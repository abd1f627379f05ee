/** Whether two values read from YAML are the same: the order of the keys of a map does not matter. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [inA, inB] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  if (inA.size !== inB.size) return false;
  return [...inA].every(([key, value]) => inB.has(key) && deepEqual(value, inB.get(key)));
}
