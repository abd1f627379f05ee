import type { ArtifactKind } from '../pipeline/artifact-kind.ts';
import { overrideName, type ValueForm } from './carried.ts';
import { isReferenceOf, walk } from './containers.ts';
import type { DataPath } from './data-path.ts';
import { gitSource, ociSource } from './held-sources.ts';
import { isData } from './kustomize/entries.ts';
import { APPLICATION, HELM_RELEASE, isMeant } from './objects.ts';
import type { Place } from './place.ts';
import type { YamlText } from './text/yaml-text.ts';

/**
 * Whatever in a file holds an artifact of one of these names: an `image:` of that repository, a map with that
 * `repository` and a `tag` or `digest` beside it, an entry of an Application's `kustomize.images`, the version of a
 * HelmRelease's or an Application's chart. Of a chart or a git tag also the sources that fetch it (held-sources.ts).
 */
export function findHeld(
  file: YamlText,
  { names, of }: { names: readonly string[]; of?: 'image' | ArtifactKind },
): Place[] {
  return file.data.flatMap((document, index) =>
    walk(document, [index], (value, path) => {
      if (of === 'git') return gitSource(document, value, path, names);
      const charts = of === 'image' ? [] : chart(document, value, path, names);
      if (of === 'chart') return [...charts, ...ociSource(document, value, path, names)];
      return [
        ...reference(value, path, names),
        ...values(value, path, names),
        ...override(document, value, path, names),
        ...charts,
      ];
    }),
  );
}

const reference = (value: unknown, path: DataPath, names: readonly string[]): Place[] =>
  path.at(-1) === 'image' && isReferenceOf(value, names) ? [{ form: 'image', path, value }] : [];

/** As most charts have it; some write the registry apart. */
function values(value: unknown, path: DataPath, names: readonly string[]): Place[] {
  if (!isData(value) || typeof value.repository !== 'string') return [];
  const { registry, repository } = value;
  const whole = typeof registry === 'string' && registry !== '' ? `${registry}/${repository}` : repository;
  if (!names.includes(whole)) return [];
  const forms: ValueForm[] = whole === repository ? ['repository', 'tag', 'digest'] : ['tag', 'digest'];
  const places = forms.flatMap((form) =>
    Object.hasOwn(value, form) ? [{ form, path: [...path, form], value: value[form] }] : [],
  );
  return places.some(({ form }) => form !== 'repository') ? places : [];
}

function override(document: unknown, value: unknown, path: DataPath, names: readonly string[]): Place[] {
  const isEntry = path.at(-2) === 'images' && path.at(-3) === 'kustomize' && isMeant(document, APPLICATION);
  if (!isEntry || typeof value !== 'string' || !names.includes(overrideName(value) ?? '')) return [];
  return [{ form: 'override', path, value }];
}

/** Flux has it in `spec.chart.spec`, Argo CD in a source. */
function chart(document: unknown, value: unknown, path: DataPath, names: readonly string[]): Place[] {
  if (!isData(value) || typeof value.chart !== 'string') return [];
  const key = isMeant(document, HELM_RELEASE)
    ? 'version'
    : isMeant(document, APPLICATION)
      ? 'targetRevision'
      : undefined;
  const isNamed = names.some((name) => name.split('/').at(-1) === String(value.chart).split('/').at(-1));
  if (key === undefined || !isNamed || !Object.hasOwn(value, key)) return [];
  return [{ form: 'version', path: [...path, key], value: value[key] }];
}
