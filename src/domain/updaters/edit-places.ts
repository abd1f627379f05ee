import { renderValue } from './carried.ts';
import { type DataPath, withValue } from './data-path.ts';
import type { Intent } from './intent.ts';
import { offsetOf, writeAt } from './node-at.ts';
import type { Place } from './place.ts';
import { deepEqual } from './text/deep-equal.ts';
import { EditRefusedError } from './text/errors.ts';
import { applySplices } from './text/splice.ts';
import { parseYaml, type YamlText } from './text/yaml-text.ts';

/** The text with the intended value in each place; the text itself where all is said already. */
export function editPlaces(file: YamlText, places: readonly Place[], intent: Intent): string {
  requireApart(file, places);
  const changes = places.flatMap(({ form, path, value }) => {
    const wanted = renderValue(form, intent, value);
    return wanted === value ? [] : [{ path, wanted }];
  });
  if (changes.length === 0) return file.text;
  const splices = changes.map(({ path, wanted }) => writeAt(file, path, wanted));
  const edited = applySplices(file.text, splices);
  const intended = changes.reduce<unknown>(
    (data, { path, wanted }) => withValue(data, path, wanted),
    file.data,
  );
  requireIntended(file, edited, intended, changes[0]?.path ?? []);
  return edited;
}

function requireApart(file: YamlText, places: readonly Place[]): void {
  const paths = places.map(({ path }) => JSON.stringify(path));
  const twice = places.find((_, index) => paths.indexOf(paths[index] ?? '') < index);
  if (twice === undefined) return;
  const offset = offsetOf(file, twice.path);
  throw new EditRefusedError(
    file,
    offset,
    'this value is to hold two things at once. Correct the pipeline file.',
  );
}

/**
 * The last defence: an edited text must read as intended, and everything else in it as before. Plain data is compared
 * with plain data, so nothing here shares a mistake with the code that found the places to edit.
 */
function requireIntended(file: YamlText, edited: string, intended: unknown, path: DataPath): void {
  if (deepEqual(parseYaml(edited, file.file).data, intended)) return;
  const message = 'this is written in a way that has no safe edit. Make this change by hand, in plain YAML.';
  throw new EditRefusedError(file, offsetOf(file, path), message);
}
