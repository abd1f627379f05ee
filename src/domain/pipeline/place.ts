import type { Path } from './source.ts';

/** A name as it stands in a file. */
export interface Mention {
  text: string;
  path: Path;
}

/** Any value with the way to it: outlines are read from files of which nothing is known yet. */
export interface Place {
  value: unknown;
  path: Path;
}

export function child({ value, path }: Place, ...keys: string[]): Place {
  const [key, ...rest] = keys;
  if (key === undefined) return { value, path };
  const inner = isMap(value) ? value[key] : undefined;
  return child({ value: inner, path: [...path, key] }, ...rest);
}

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const items = ({ value, path }: Place): Place[] =>
  Array.isArray(value) ? value.map((item, index) => ({ value: item, path: [...path, index] })) : [];

export const mention = ({ value, path }: Place): Mention | undefined =>
  typeof value === 'string' ? { text: value, path } : undefined;

export const mentions = (list: Place): Mention[] => items(list).flatMap((item) => mention(item) ?? []);

/** The texts of a map, by key. */
export const texts = ({ value }: Place): Record<string, string> =>
  isMap(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, inner]) => (typeof inner === 'string' ? [[key, inner]] : [])),
      )
    : {};
