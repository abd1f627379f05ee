import type { Address, Update } from './address.ts';
import { type Carried, carriesAll, parseValue } from './carried.ts';
import { editPlaces } from './edit-places.ts';
import { type Intent, requireWritable } from './intent.ts';
import { carries as overlayCarries } from './kustomize/carries.ts';
import { readImages } from './kustomize/read-images.ts';
import { setImages } from './kustomize/set-images.ts';
import type { Place } from './place.ts';
import { findPlaces, type PlainAddress } from './places.ts';
import { EditRefusedError } from './text/errors.ts';
import { parseYaml, type YamlText } from './text/yaml-text.ts';

/**
 * Makes a file carry an artifact, by changing nothing but the bytes of the values concerned.
 *
 * @param text as decoded without loss: fatal UTF-8, byte order mark kept
 * @param file its path, for messages
 * @returns `text` itself if it says all this already
 * @throws EditRefusedError if the edit cannot be made safely; nothing is ever guessed
 */
export function applyUpdate(text: string, address: Address, intent: Intent, file: string): string {
  if (address.kind === 'kustomize') return setImages(text, [{ ...intent, name: address.name }], file);
  requireWritable([intent], file);
  const parsed = parseFor(address, text, file);
  return editPlaces(parsed, findPlaces(parsed, address), intent);
}

/**
 * What a file says of an artifact, value by value.
 * @throws EditRefusedError if the address leads nowhere, or the file cannot be read
 */
export function readUpdate(text: string, address: Address, file: string): readonly Carried[] {
  if (address.kind !== 'kustomize') {
    const parsed = parseFor(address, text, file);
    return findPlaces(parsed, address).map(({ form, value }) => parseValue(form, value));
  }
  const entries = readImages(text, file).filter(({ name }) => name === address.name);
  return entries.map(({ name, newName, newTag, digest }) => ({
    repository: newName ?? name,
    ...(newTag !== undefined && { tag: newTag }),
    ...(digest !== undefined && { digest }),
  }));
}

/** Whether a file makes its cluster run exactly this artifact. A file that cannot be read carries nothing. */
export function carriesUpdate(text: string, address: Address, intent: Intent, file: string): boolean {
  if (address.kind === 'kustomize') return overlayCarries(text, [{ ...intent, name: address.name }], file);
  try {
    const parsed = parseFor(address, text, file);
    const values = findPlaces(parsed, address).map(({ form, value }) => ({
      form,
      carried: parseValue(form, value),
    }));
    return carriesAll(values, intent);
  } catch (error) {
    if (error instanceof EditRefusedError) return false;
    throw error;
  }
}

/**
 * The values that an update would write, each by a name of its own in the file: two updates of one name contradict
 * each other.
 * @throws EditRefusedError if the address leads nowhere
 */
export function valuesWritten(text: string, { address, file }: Update): readonly string[] {
  if (address.kind === 'kustomize') {
    readImages(text, file);
    return [`images ${address.name}`];
  }
  return findPlaces(parseFor(address, text, file), address).map(({ path }: Place) => JSON.stringify(path));
}

/** JSON is YAML, but for `json` it must be JSON before and after. */
function parseFor({ kind }: PlainAddress, text: string, file: string): YamlText {
  const parsed = parseYaml(text, file);
  if (kind !== 'json') return parsed;
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EditRefusedError(parsed, 0, `not valid JSON: ${why}`, { cause });
  }
  return parsed;
}
