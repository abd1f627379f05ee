import { isMap, isScalar, isSeq } from 'yaml';
import type { ValueForm } from './carried.ts';
import type { DataPath } from './data-path.ts';
import type { Place } from './place.ts';
import { lineAfter } from './text/lines.ts';
import { spanOf } from './text/nodes.ts';
import type { YamlText } from './text/yaml-text.ts';

/** What stands behind a value for Flux's image automation, `<namespace>:<name>[:<part>]`. */
const MARKER = /^[ \t]*,?[ \t]+#[ \t]*\{[ \t]*"\$imagepolicy"[ \t]*:[ \t]*"([^":]+:[^":]+)(?::([^"]*))?"/;

const FORMS: Readonly<Record<string, ValueForm>> = {
  '': 'image',
  name: 'repository',
  tag: 'tag',
  digest: 'digest',
};

/** Every value that a marker of this policy stands behind. */
export const findMarked = (file: YamlText, policy: string): Place[] =>
  file.documents.flatMap(({ contents }, index) => markedIn(file, contents, [index], policy));

function markedIn(file: YamlText, node: unknown, path: DataPath, policy: string): Place[] {
  if (isMap(node))
    return node.items.flatMap(({ key, value }) =>
      isScalar(key) ? markedIn(file, value, [...path, String(key.value)], policy) : [],
    );
  if (isSeq(node)) return node.items.flatMap((item, index) => markedIn(file, item, [...path, index], policy));
  if (!isScalar(node)) return [];
  const [, named, part = ''] = MARKER.exec(lineAfter(file.text, spanOf(node)[1])) ?? [];
  const form = FORMS[part];
  return named === policy && form !== undefined ? [{ form, path, value: node.value }] : [];
}
