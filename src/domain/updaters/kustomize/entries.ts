import { isMap, isSeq, type YAMLMap } from 'yaml';
import { EditRefusedError, type Source } from '../text/errors.ts';
import { findPair, spanOf } from '../text/nodes.ts';

/** An entry of `images:` as kustomize reads it: what is empty there is absent here. */
export interface ImageEntry {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

/** In the order in which they are written. */
export const ENTRY_KEYS = ['name', 'newName', 'newTag', 'digest'] as const;
export type EntryKey = (typeof ENTRY_KEYS)[number];

type Data = Readonly<Record<string, unknown>>;

/** Reads the entries of a root's plain data; `root` only tells where they stand. */
export function readEntries(source: Source, root: YAMLMap, images: unknown): ImageEntry[] {
  if (images === undefined || images === null) return [];
  if (!Array.isArray(images))
    throw new EditRefusedError(
      source,
      locateEntry(root),
      '"images" is not a list. Make it one ("- name: ...").',
    );
  return images.map((entry: unknown, index) => readEntry(source, root, entry, index));
}

function readEntry(source: Source, root: YAMLMap, entry: unknown, index: number): ImageEntry {
  const refuse = (message: string, key?: string): never => {
    throw new EditRefusedError(source, locateEntry(root, index, key), `images[${index}]${message}`);
  };
  if (!isData(entry)) return refuse(' is not a map. Give it a "name".');
  const stray = strayKey(entry, ENTRY_KEYS);
  if (stray !== undefined) refuse(`: ${strayMessage(...stray)}`, stray[0]);
  const read = ENTRY_KEYS.flatMap((key) => {
    const value = entry[key] ?? '';
    if (typeof value !== 'string')
      return refuse(`.${key} is not text, and kustomize takes only text. Put it in quotes.`, key);
    return value === '' ? [] : [[key, value] as const];
  });
  const { name, ...others } = Object.fromEntries(read);
  return name === undefined ? refuse(' has no name. Name the image it is for.') : { name, ...others };
}

/** kustomize takes a key in any case of letters, so `newtag` is another `newTag`. */
export function strayKey(data: Data, keys: readonly string[]): [stray: string, meant: string] | undefined {
  for (const key of Object.keys(data)) {
    const meant = keys.find((known) => known !== key && known.toLowerCase() === key.toLowerCase());
    if (meant !== undefined) return [key, meant];
  }
  return undefined;
}

export const strayMessage = (stray: string, meant: string) =>
  `kustomize reads the key "${stray}" as "${meant}". Write "${meant}".`;

export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where the value of an entry stands, or the nearest thing around it that is written out. */
export function locateEntry(root: YAMLMap, index?: number, key?: string): number {
  const list = findPair(root, 'images')?.value;
  const entry = isSeq(list) && index !== undefined ? list.items[index] : undefined;
  const value = isMap(entry) && key !== undefined ? findPair(entry, key)?.value : undefined;
  return spanOf(value ?? entry ?? list ?? root)[0];
}
