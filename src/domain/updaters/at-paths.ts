import { suggest } from '../pipeline/nearest.ts';
import { PARTS, type Part, type Parts } from './address.ts';
import { type DeadEnd, type Followed, follow, type Step } from './data-path.ts';
import { offsetOf } from './node-at.ts';
import type { Place } from './place.ts';
import { EditRefusedError } from './text/errors.ts';
import type { YamlText } from './text/yaml-text.ts';

export { parsePath, parsePointer } from './data-path.ts';

type Parse = (path: string) => readonly Step[] | undefined;

/** The value at each path: in exactly one of the places to start from. */
export function atPaths(file: YamlText, starts: readonly Followed[], at: Parts, parse: Parse): Place[] {
  return PARTS.flatMap((part) => {
    const path = at[part];
    return path === undefined ? [] : [atPath(file, starts, [part, path], parse)];
  });
}

function atPath(
  file: YamlText,
  starts: readonly Followed[],
  [part, path]: readonly [Part, string],
  parse: Parse,
): Place {
  const steps = parse(path);
  if (steps === undefined)
    throw new EditRefusedError(file, 0, `"${path}" is no path. Correct the pipeline file.`);
  const ways = starts.map((start) => follow(start, steps));
  const [first, second] = ways.flatMap(({ places }) => places);
  if (second !== undefined)
    throw new EditRefusedError(
      file,
      offsetOf(file, second.path),
      `this is another "${path}". Say which "object" is meant, or remove one.`,
    );
  if (first === undefined) throw missing(file, path, furthest(ways.map(({ end }) => end)));
  if (typeof first.value === 'object' && first.value !== null)
    throw new EditRefusedError(
      file,
      offsetOf(file, first.path),
      `"${path}" is no single value. Name one inside it in the pipeline file.`,
    );
  return { form: part, ...first };
}

function missing(file: YamlText, path: string, end: DeadEnd | undefined): EditRefusedError {
  const { missing: key, known, path: at } = end ?? { missing: path, known: [], path: [0] };
  const hint = suggest(key, known, 'add it, or correct the pipeline file');
  return new EditRefusedError(file, offsetOf(file, at), `there is no "${key}" here for "${path}": ${hint}`);
}

const furthest = (ends: readonly DeadEnd[]): DeadEnd | undefined =>
  ends.reduce<DeadEnd | undefined>(
    (best, end) => (best === undefined || end.path.length > best.path.length ? end : best),
    undefined,
  );
