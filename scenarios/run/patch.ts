import { parse, stringify } from 'yaml';

type Json = unknown;
type JsonMap = Readonly<Record<string, Json>>;

/** Maps are merged key by key; lists of named entries, given as a map by name, entry by entry; null takes away. */
export function patched(value: Json, patch: Json): Json {
  if (!isMap(patch)) return patch;
  if (isNamedList(value)) return patchedList(value, patch);
  const result: Record<string, Json> = { ...(isMap(value) ? value : {}) };
  for (const [key, inner] of Object.entries(patch)) {
    if (inner === null) delete result[key];
    else result[key] = patched(result[key], inner);
  }
  return result;
}

/** The text of a YAML file with the patch below the key `spec`. */
export function patchedSpec(text: string, patch: Json): string {
  const file = parse(text) as JsonMap;
  return stringify({ ...file, spec: patched(file.spec, patch) });
}

function patchedList(list: readonly { readonly name: string }[], patch: JsonMap): Json[] {
  const known = new Set(list.map(({ name }) => name));
  const changed = list.flatMap((entry) => {
    const inner = patch[entry.name];
    if (inner === null) return [];
    return [inner === undefined ? entry : patched(entry, inner)];
  });
  const added = Object.entries(patch).filter(([name, inner]) => !known.has(name) && inner !== null);
  return [...changed, ...added.map(([name, inner]) => patched({ name }, inner))];
}

const isMap = (value: Json): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNamedList = (value: Json): value is { readonly name: string }[] =>
  Array.isArray(value) && value.length > 0 && value.every((entry) => isMap(entry) && 'name' in entry);
