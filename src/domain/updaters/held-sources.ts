import type { ValueForm } from './carried.ts';
import type { DataPath } from './data-path.ts';
import { isData } from './kustomize/entries.ts';
import { APPLICATION, GIT_REPOSITORY, isMeant, type ObjectRule, OCI_REPOSITORY } from './objects.ts';
import type { Place } from './place.ts';

type Forms = Readonly<Record<string, ValueForm>>;

/** A Flux OCIRepository, or a source of an Argo CD Application, that fetches a chart from `oci://<address>`. */
export function ociSource(
  document: unknown,
  value: unknown,
  path: DataPath,
  addresses: readonly string[],
): Place[] {
  const isMine = (url: unknown) => addresses.some((address) => url === `oci://${address}`);
  return [
    ...inFlux([document, OCI_REPOSITORY], value, path, isMine, {
      tag: 'tag',
      semver: 'version',
      digest: 'digest',
    }),
    ...inApplication(document, value, path, isMine),
  ];
}

/**
 * A Flux GitRepository or a source of an Argo CD Application of the repository at one of these addresses, which are
 * without scheme, or a remote resource of a kustomization that is pinned there.
 */
export function gitSource(
  document: unknown,
  value: unknown,
  path: DataPath,
  addresses: readonly string[],
): Place[] {
  const isMine = (url: unknown) => typeof url === 'string' && addresses.includes(addressIn(url));
  return [
    ...inFlux([document, GIT_REPOSITORY], value, path, isMine, {
      tag: 'tag',
      semver: 'tag',
      commit: 'digest',
    }),
    ...inApplication(document, value, path, isMine),
    ...remote(value, path, isMine),
  ];
}

/** `ref.name` would win over what is written, so such an object holds nothing. */
function inFlux(
  [document, rule]: readonly [unknown, ObjectRule],
  value: unknown,
  path: DataPath,
  isMine: (url: unknown) => boolean,
  forms: Forms,
): Place[] {
  const isSpec = path.length === 2 && path[1] === 'spec' && isMeant(document, rule);
  if (!isSpec || !isData(value) || !isMine(value.url)) return [];
  const { ref } = value;
  if (!isData(ref) || ref.name !== undefined) return [];
  return Object.entries(forms).flatMap(([key, form]) =>
    Object.hasOwn(ref, key) ? [{ form, path: [...path, 'ref', key], value: ref[key] }] : [],
  );
}

/** A source with a `chart` has a version, not a tag, and is found by the name of the chart. */
function inApplication(
  document: unknown,
  value: unknown,
  path: DataPath,
  isMine: (url: unknown) => boolean,
): Place[] {
  if (!isMeant(document, APPLICATION) || !isData(value)) return [];
  const { repoURL, chart, targetRevision } = value;
  if (chart !== undefined || targetRevision === undefined || !isMine(repoURL)) return [];
  return [{ form: 'tag', path: [...path, 'targetRevision'], value: targetRevision }];
}

const LISTS: readonly unknown[] = ['resources', 'components', 'bases'];

function remote(value: unknown, path: DataPath, isMine: (url: unknown) => boolean): Place[] {
  const isListed = path.length === 3 && LISTS.includes(path[1]);
  return isListed && isMine(value) && /[?&](ref|version)=/.test(String(value))
    ? [{ form: 'url', path, value }]
    : [];
}

/** Host and path: without scheme, user, the path that kustomize has behind `//`, query, and `.git`. */
const addressIn = (url: string): string =>
  url
    .replace(/^(git::)?[a-z+]+:\/\//, '')
    .replace(/^[^/@]*@/, '')
    .replace(/[?#].*$/, '')
    .replace(/\/\/.*$/, '')
    .replace(/(\.git)?\/?$/, '');
