import { parseReference } from './carried.ts';
import type { DataPath } from './data-path.ts';
import { isData } from './kustomize/entries.ts';
import { objectsOf } from './objects.ts';
import type { Place } from './place.ts';
import type { YamlText } from './text/yaml-text.ts';

const CONTAINER_LISTS: readonly unknown[] = ['containers', 'initContainers', 'ephemeralContainers'];

/** The `image` of each container of this name, in whatever kind of object. */
export function findContainers(
  file: YamlText,
  { container, object }: { container: string; object?: string },
): Place[] {
  return objectsOf(file, {}, object).flatMap(({ path, value }) =>
    walk(value, path, (item, at) => {
      if (!CONTAINER_LISTS.includes(at.at(-2)) || !isData(item) || item.name !== container) return [];
      return 'image' in item ? [{ form: 'image' as const, path: [...at, 'image'], value: item.image }] : [];
    }),
  );
}

/** Each `image` whose repository is one of the names. */
export function findImages(
  file: YamlText,
  { names, object }: { names: readonly string[]; object?: string },
): Place[] {
  return objectsOf(file, {}, object).flatMap(({ path, value }) =>
    walk(value, path, (item, at) =>
      at.at(-1) === 'image' && isReferenceOf(item, names) ? [{ form: 'image', path: at, value: item }] : [],
    ),
  );
}

export const isReferenceOf = (value: unknown, names: readonly string[]): boolean =>
  typeof value === 'string' && names.includes(parseReference(value)?.repository ?? '');

/** Every value inside another, and itself, outermost first. */
export function walk(
  value: unknown,
  path: DataPath,
  placesIn: (value: unknown, path: DataPath) => Place[],
): Place[] {
  const children: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : isData(value)
      ? Object.entries(value)
      : [];
  return [
    ...placesIn(value, path),
    ...children.flatMap(([key, inner]) => walk(inner, [...path, key], placesIn)),
  ];
}
