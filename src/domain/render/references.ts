import { parseYaml } from '../updaters/text/yaml-text.ts';
import { NotRenderedError } from './not-rendered.ts';

/** Something in the repository that a kustomization is made of. */
export interface Reference {
  readonly path: string;
  /** Whether it may be a folder with a kustomization of its own. */
  readonly mayBeFolder: boolean;
}

/** As it is written: relative to the folder of the kustomization. */
interface Mention {
  readonly text: string;
  readonly mayBeFolder?: true;
}

/** @throws NotRenderedError when it is not a list of texts; kustomize would refuse it, too */
type Read = (value: unknown, field: string) => Mention[];

const files: Read = (value, field) => texts(value, field).map((text) => ({ text }));
const filesOrFolders: Read = (value, field) =>
  texts(value, field).map((text) => ({ text, mayBeFolder: true }));
const nothing: Read = () => [];

/** `files` are `key=path` or `path`. */
const sources: Read = (value, field) =>
  texts(value, field).map((text) => ({ text: text.slice(text.indexOf('=') + 1) }));

/** A patch is a path or an address, or is written out on the spot. */
const patches: Read = (value, field) =>
  texts(value, field).flatMap((text) => (isWrittenOut(text) ? [] : [{ text }]));

const isWrittenOut = (text: string): boolean => /[\n{]|: /.test(text) && !/^https?:/i.test(text);

const oneFile: Read = (value, field) => files(isMissing(value) ? [] : [value], field);

const mapOf =
  (fields: Fields): Read =>
  (value, field) => {
    if (isMissing(value)) return [];
    if (typeof value !== 'object' || Array.isArray(value))
      throw new NotRenderedError(`has a "${field}" that is not a map`);
    return mentionsIn(value as Readonly<Record<string, unknown>>, fields, `${field}.`);
  };

const listOf =
  (fields: Fields): Read =>
  (value, field) => {
    if (isMissing(value)) return [];
    if (!Array.isArray(value)) throw new NotRenderedError(`has a "${field}" that is not a list`);
    return value.flatMap((item: unknown) => mapOf(fields)(item, field));
  };

type Fields = ReadonlyMap<string, Read>;

const fieldsOf = (plain: readonly string[], readers: Readonly<Record<string, Read>>): Fields =>
  new Map([...plain.map((name) => [name, nothing] as const), ...Object.entries(readers)]);

const GENERATOR = fieldsOf(['name', 'namespace', 'behavior', 'type', 'literals', 'options', 'immutable'], {
  files: sources,
  envs: files,
  env: oneFile,
});

/**
 * Every field of a kustomization of which it is known what kustomize 5 reads for it. Nothing else is let through: an
 * unknown field could name a file of the machine, or an address. Field names are those of kustomize's `types.Kustomization`.
 */
const FIELDS = fieldsOf(
  [
    ...['apiVersion', 'kind', 'metadata', 'namespace', 'namePrefix', 'nameSuffix', 'commonLabels', 'labels'],
    ...[
      'commonAnnotations',
      'images',
      'replicas',
      'generatorOptions',
      'vars',
      'sortOptions',
      'buildMetadata',
    ],
  ],
  {
    resources: filesOrFolders,
    bases: filesOrFolders,
    components: filesOrFolders,
    crds: files,
    configurations: files,
    openapi: mapOf(fieldsOf(['version'], { path: oneFile })),
    patches: listOf(fieldsOf(['patch', 'target', 'options'], { path: oneFile })),
    patchesStrategicMerge: patches,
    patchesJson6902: listOf(fieldsOf(['patch', 'target', 'options'], { path: oneFile })),
    replacements: listOf(fieldsOf(['source', 'targets'], { path: oneFile })),
    configMapGenerator: listOf(GENERATOR),
    secretGenerator: listOf(GENERATOR),
  },
);

/** What kustomize would run or fetch for it, which is not done here. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ...['generators', 'transformers', 'validators'].map(
    (field) => [field, `uses "${field}", and plugins are not run here`] as const,
  ),
  ...['helmCharts', 'helmGlobals', 'helmChartInflationGenerator'].map(
    (field) => [field, `uses "${field}", and charts are not fetched here`] as const,
  ),
]);

/**
 * What a kustomization is made of.
 *
 * @param file its own path
 * @throws NotRenderedError if any of it is elsewhere, or cannot be told
 */
export function referencesOf(file: string, text: string): Reference[] {
  const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')));
  return mentionsIn(readKustomization(file, text), FIELDS, '').flatMap(({ text, mayBeFolder = false }) =>
    text === '' ? [] : [{ path: inRepository(folder, text), mayBeFolder }],
  );
}

function readKustomization(file: string, text: string): Readonly<Record<string, unknown>> {
  let data: readonly unknown[];
  try {
    ({ data } = parseYaml(text, file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new NotRenderedError(`cannot be read: ${why}`, { cause: error });
  }
  const [first = {}] = data;
  if (data.length > 1) throw new NotRenderedError(`has several documents in ${file}`);
  if (typeof first !== 'object' || first === null || Array.isArray(first))
    throw new NotRenderedError(`has no kustomization in ${file}`);
  return first as Readonly<Record<string, unknown>>;
}

function mentionsIn(map: Readonly<Record<string, unknown>>, fields: Fields, within: string): Mention[] {
  return Object.entries(map).flatMap(([name, value]) => {
    const field = `${within}${name}`;
    const read = fields.get(name);
    if (read !== undefined) return read(value, field);
    throw new NotRenderedError(REFUSED.get(field) ?? `uses "${field}", which is not known here`);
  });
}

/** What kustomize takes for an address before it looks for a file: a scheme, a user at a host, or GitHub by name. */
const REMOTE = /^(?:[a-z][a-z0-9+.-]*:|[^/]*@|(?:www\.)?github\.com\/)/i;

function inRepository(folder: string, reference: string): string {
  if (REMOTE.test(reference)) throw new NotRenderedError(`needs ${reference}`);
  const path = reference.startsWith('/') ? undefined : resolve(folder, reference);
  if (path === undefined)
    throw new NotRenderedError(`refers to ${reference}, which is outside the repository`);
  return path;
}

/** Undefined for what is above the root. */
function resolve(folder: string, reference: string): string | undefined {
  const way: string[] = [];
  for (const step of [...folder.split('/'), ...reference.split('/')]) {
    if (step === '' || step === '.') continue;
    if (step !== '..') way.push(step);
    else if (way.pop() === undefined) return undefined;
  }
  return way.join('/');
}

function texts(value: unknown, field: string): string[] {
  if (isMissing(value)) return [];
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
  throw new NotRenderedError(`has a "${field}" that is not a list of texts`);
}

const isMissing = (value: unknown): value is null | undefined => value === null || value === undefined;
