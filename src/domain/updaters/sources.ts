import { PARTS, type Parts } from './address.ts';
import { atPaths, parsePath } from './at-paths.ts';
import { overrideName } from './carried.ts';
import { type Followed, follow, type Step } from './data-path.ts';
import { isData } from './kustomize/entries.ts';
import { offsetOf } from './node-at.ts';
import { APPLICATION, objectsOf } from './objects.ts';
import type { Place } from './place.ts';
import { EditRefusedError } from './text/errors.ts';
import type { YamlText } from './text/yaml-text.ts';

interface InSource {
  readonly at: Parts;
  readonly object?: string;
  readonly source?: string;
  /** The artifact's, as `kustomize.images` calls it. */
  readonly name: string;
}

const OVERRIDES = 'kustomize.images';
const PARAMETER = 'helm.parameters.';

/** The values of one source of an Argo CD Application, or of an ApplicationSet's template. */
export function inSource(file: YamlText, { at, object, source, name }: InSource): Place[] {
  const found = objectsOf(file, APPLICATION, object).flatMap(sourcesOf);
  const [meant, second] = source === undefined ? found : found.filter((one) => isCalled(one, source));
  if (meant === undefined)
    throw new EditRefusedError(file, 0, `there is no source${quoted(source)}. Correct the pipeline file.`);
  if (second !== undefined)
    throw new EditRefusedError(
      file,
      offsetOf(file, second.path),
      `this is another source${quoted(source)}. Say which "source", and which "object", is meant.`,
    );
  const entries = PARTS.filter((part) => at[part] === OVERRIDES);
  const others = Object.fromEntries(Object.entries(at).filter(([, path]) => path !== OVERRIDES));
  return [
    ...entries.map(() => overrideIn(file, meant, name)),
    ...atPaths(file, [meant], others, (path) => stepsTo(path)),
  ];
}

function stepsTo(path: string): readonly Step[] | undefined {
  if (!path.startsWith(PARAMETER)) return parsePath(path);
  return ['helm', 'parameters', { key: 'name', value: path.slice(PARAMETER.length) }, 'value'];
}

function overrideIn(file: YamlText, source: Followed, name: string): Place {
  const { places } = follow(source, ['kustomize', 'images']);
  const entries = places.flatMap(({ path, value }) =>
    (Array.isArray(value) ? value : []).map((entry: unknown, index) => ({
      path: [...path, index],
      value: entry,
    })),
  );
  const [entry, second] = entries.filter(
    ({ value }) => typeof value === 'string' && overrideName(value) === name,
  );
  if (entry !== undefined && second === undefined) return { form: 'override', ...entry };
  const message =
    entry === undefined
      ? `"kustomize.images" has no entry for ${name}. Add "${name}=...".`
      : `"kustomize.images" has two entries for ${name}. Keep one.`;
  throw new EditRefusedError(file, offsetOf(file, source.path), message);
}

function sourcesOf({ path, value }: Followed): Followed[] {
  const isSet = isData(value) && value.kind === 'ApplicationSet';
  const spec: Step[] = isSet ? ['spec', 'template', 'spec'] : ['spec'];
  const one = follow({ path, value }, [...spec, 'source']).places;
  const several = follow({ path, value }, [...spec, 'sources']).places;
  return [
    ...one,
    ...several.flatMap((list) =>
      (Array.isArray(list.value) ? list.value : []).map((item: unknown, index) => ({
        path: [...list.path, index],
        value: item,
      })),
    ),
  ];
}

/** A source is called by its chart, its `ref`, its name, its path, or the end of its repository's address. */
function isCalled({ value }: Followed, name: string): boolean {
  if (!isData(value)) return false;
  const { chart, ref, repoURL, path } = value;
  const end = typeof repoURL === 'string' && (repoURL === name || repoURL.endsWith(`/${name}`));
  return [chart, ref, value.name, path].includes(name) || end;
}

const quoted = (source: string | undefined): string => (source === undefined ? '' : ` "${source}"`);
