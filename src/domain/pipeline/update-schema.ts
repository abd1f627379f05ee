import * as z from 'zod/mini';
import { PARTS } from '../updaters/address.ts';
import { parsePath, parsePointer } from '../updaters/data-path.ts';
import { inOneText } from './complaint.ts';
import { between, described } from './schema-parts.ts';
import { filePathTemplate, imageName, text } from './schema-text.ts';

const word = (description: string) =>
  text(
    description,
    (value) =>
      value.trim() === '' ? { message: 'this is empty', hint: 'write a name, or remove the key' } : undefined,
    { pattern: '\\S' },
  );

const path = (description: string) =>
  text(description, (value) =>
    parsePath(value) === undefined
      ? { message: `"${value}" is no path`, hint: 'write keys with dots between them, such as image.tag' }
      : undefined,
  );

const pointer = (description: string) =>
  text(
    description,
    (value) =>
      parsePointer(value) === undefined
        ? { message: `"${value}" is no JSON pointer`, hint: 'write one such as /image/tag' }
        : undefined,
    { pattern: '^/' },
  );

const NO_PART = { message: 'no part is named', hint: `name at least one of ${PARTS.join(', ')}` };

const MEANINGS = {
  image: 'Where repository:tag@digest stands in one string.',
  repository: 'Where the repository stands.',
  tag: 'Where the tag stands.',
  digest: 'Where the digest stands; of a git tag the commit.',
  version: 'Where the version of the chart stands.',
  url: 'Where an address stands that has the tag in its ?ref=.',
} as const;

/** Where each part stands; a text alone is where all of it stands in one string. */
const parts = (description: string, where: typeof path) =>
  z
    .union([
      where(MEANINGS.image),
      z
        .strictObject({
          image: z.optional(where(MEANINGS.image)),
          repository: z.optional(where(MEANINGS.repository)),
          tag: z.optional(where(MEANINGS.tag)),
          digest: z.optional(where(MEANINGS.digest)),
          version: z.optional(where(MEANINGS.version)),
          url: z.optional(where(MEANINGS.url)),
        })
        .check(
          z.meta({ minProperties: 1 }),
          z.refine((at) => Object.keys(at).length > 0, { error: inOneText(NO_PART) }),
        ),
    ])
    .check(described(description));

/** The keys that say what kind of file it is: at most one of them. */
export const UPDATERS = [
  'kustomize',
  'container',
  'image',
  'values',
  'helmRelease',
  'application',
  'ociRepository',
  'gitRepository',
  'json',
  'imagePolicy',
] as const;

const SEVERAL = {
  message: `only one of ${UPDATERS.map((key) => `"${key}"`).join(', ')} can stand here`,
  hint: 'write an entry of the list for each',
};
const IN_OBJECT: readonly string[] = [
  ...['container', 'image', 'values', 'helmRelease', 'application', 'ociRepository', 'gitRepository'],
];
const NO_OBJECT = {
  key: 'object',
  message: '"object" has no meaning here',
  hint: `it goes with ${IN_OBJECT.join(', ')}`,
};
const NO_SOURCE = {
  key: 'source',
  message: '"source" has no meaning here',
  hint: 'it goes with "application"',
};

const update = z
  .strictObject({
    file: filePathTemplate,
    artifact: z.optional(imageName),
    object: z.optional(word('The object that is meant, if the file has several: its name, or Kind/name.')),
    source: z.optional(
      word('The source that is meant, if the Application has several: its chart, ref, name or path.'),
    ),
    kustomize: z.optional(word('Name of the entry of images: in a kustomization.')),
    container: z.optional(word('Name of the container whose image: it is.')),
    image: z.optional(
      word('Repository as it stands in every image: that is meant; that of the artifact counts too.'),
    ),
    values: z.optional(parts('Paths of the values, such as image.tag.', path)),
    helmRelease: z.optional(
      parts('Paths from the spec of a HelmRelease; chart is the version of its chart.', path),
    ),
    application: z.optional(parts('Paths from the source of an Argo CD Application.', path)),
    ociRepository: z.optional(parts("Paths from the spec of Flux's OCIRepository, such as ref.tag.", path)),
    gitRepository: z.optional(parts("Paths from the spec of Flux's GitRepository, such as ref.tag.", path)),
    json: z.optional(parts('JSON pointers of the values, such as /image/tag.', pointer)),
    imagePolicy: z.optional(
      word("Flux's ImagePolicy, <namespace>:<name>, that marks the values in comments."),
    ),
  })
  .check(
    z.meta({
      description:
        'A file that carries the artifact, and where in it. Found from the file if nothing says where.',
    }),
    between((entry: Record<string, unknown>) => {
      const used = UPDATERS.filter((key) => entry[key] !== undefined);
      return [
        ...(used.length > 1 ? [SEVERAL] : []),
        ...(entry.object !== undefined && !used.some((key) => IN_OBJECT.includes(key)) ? [NO_OBJECT] : []),
        ...(entry.source !== undefined && entry.application === undefined ? [NO_SOURCE] : []),
      ];
    }),
  );

/** A single entry needs no list around it. */
export const updates = (description: string) =>
  z.optional(z.union([z.array(update).check(described(description)), update]).check(described(description)));
