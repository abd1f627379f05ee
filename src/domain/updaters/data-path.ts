import { isData } from './kustomize/entries.ts';

/** A way into plain data: the number of the document first, then keys and indexes. */
export type DataPath = readonly (string | number)[];

/** A key, an index, or the item of a list whose `key` has this value. */
export type Step = string | number | { readonly key: string; readonly value: string };

const TOKEN = /"([^"]+)"|\[(\d+)\]|\[([^\]=[]+)=([^\]]*)\]|([^.[\]"]+)/y;

/**
 * `image.tag`, `sources[0].chart`, `containers[name=web].image`, `annotations."example.com/tag"`. Undefined for what is
 * no path.
 */
export function parsePath(text: string): Step[] | undefined {
  const steps: Step[] = [];
  let at = 0;
  while (at < text.length) {
    if (steps.length > 0 && text[at] === '.') at += 1;
    else if (steps.length > 0 && text[at] !== '[') return undefined;
    TOKEN.lastIndex = at;
    const [whole, quoted, index, key, value, plain] = TOKEN.exec(text) ?? [];
    if (whole === undefined) return undefined;
    steps.push(stepOf({ quoted, index, key, value, plain }));
    at += whole.length;
  }
  return steps.length > 0 ? steps : undefined;
}

type Found = Partial<Record<'quoted' | 'index' | 'key' | 'value' | 'plain', string | undefined>>;

function stepOf({ quoted, index, key, value, plain }: Found): Step {
  if (index !== undefined) return Number(index);
  return key === undefined ? (quoted ?? plain ?? '') : { key, value: value ?? '' };
}

/** RFC 6901; undefined for what is no pointer, and for the whole document. */
export function parsePointer(text: string): Step[] | undefined {
  if (!/^(\/([^~/]|~[01])*)+$/.test(text)) return undefined;
  const tokens = text.slice(1).split('/');
  return tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export interface Followed {
  readonly path: DataPath;
  readonly value: unknown;
}

/** Where a way ended, and what would have gone on from there. */
export interface DeadEnd {
  readonly path: DataPath;
  readonly missing: string;
  readonly known: readonly string[];
}

/** Every place that the steps lead to; or, if there is none, where the longest way ended. */
export function follow(start: Followed, steps: readonly Step[]): { places: Followed[]; end: DeadEnd } {
  let places = [start];
  let end: DeadEnd = { path: start.path, missing: '', known: [] };
  for (const step of steps) {
    const [first] = places;
    if (first !== undefined) end = { path: first.path, missing: nameOf(step), known: keysOf(first.value) };
    places = places.flatMap((place) => go(place, step));
  }
  return { places, end };
}

/** The data with another value at the end of a path; nothing else is copied or changed. */
export function withValue(data: unknown, path: DataPath, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const inner = withValue(childOf(data, key), rest, value);
  if (Array.isArray(data)) return data.map((item, index) => (index === key ? inner : item));
  return { ...(data as object), [key]: inner };
}

function go({ path, value }: Followed, step: Step): Followed[] {
  if (typeof step === 'object') {
    const items: unknown[] = Array.isArray(value) ? value : [];
    return items.flatMap((item, index) =>
      childOf(item, step.key) === step.value ? [{ path: [...path, index], value: item }] : [],
    );
  }
  const key = Array.isArray(value) && /^(0|[1-9]\d*)$/.test(String(step)) ? Number(step) : step;
  const inner = childOf(value, key);
  return inner === undefined ? [] : [{ path: [...path, key], value: inner }];
}

function childOf(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  return isData(value) && Object.hasOwn(value, String(key)) ? value[String(key)] : undefined;
}

const nameOf = (step: Step): string =>
  typeof step === 'object' ? `[${step.key}=${step.value}]` : String(step);

const keysOf = (value: unknown): string[] => (isData(value) ? Object.keys(value) : []);
