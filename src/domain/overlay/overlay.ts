import { type Document, isMap, parseAllDocuments, visit, type YAMLMap } from 'yaml';
import { type ImageEntry, isData, readEntries, strayKey, strayMessage } from './entries.ts';
import { OverlayEditError, type Source } from './errors.ts';
import { findPair, spanOf } from './nodes.ts';
import { requireKustomizeText } from './text.ts';

/** A kustomization file, understood. kustomize reads the first document only; further ones are left alone. */
export interface Overlay extends Source {
  readonly root: YAMLMap;
  readonly entries: readonly ImageEntry[];
  /** The plain data of each document, with aliases and merge keys resolved. */
  readonly documents: readonly unknown[];
  /** Nodes that an alias repeats elsewhere: editing one would edit others. */
  readonly aliased: ReadonlySet<unknown>;
}

/** @throws OverlayEditError if the file is not one that kustomize and Towpath read alike. */
export function parseOverlay(text: string, file: string): Overlay {
  const source = { text, file };
  requireKustomizeText(source);
  const parsed = [...parseAllDocuments(text, { keepSourceTokens: true, merge: true, prettyErrors: false })];
  for (const error of parsed.flatMap(({ errors }) => errors))
    throw new OverlayEditError(source, error.pos[0], `not valid YAML: ${error.message}`, { cause: error });
  const aliased = new Set(parsed.flatMap((document) => aliasedNodes(source, document)));
  const documents = parsed.map((document) => plainData(source, document));
  const root = parsed[0]?.contents;
  const data = documents[0];
  requireOneKustomization(source, parsed, documents);
  if (!isMap(root) || !isData(data))
    throw new OverlayEditError(source, 0, 'this is no kustomization. Write at least its "resources".');
  requireKustomizationKeys(source, root, data);
  return { ...source, root, entries: readEntries(source, root, data.images), documents, aliased };
}

function aliasedNodes(source: Source, document: Document.Parsed): unknown[] {
  const nodes: unknown[] = [];
  visit(document, {
    Alias(_, alias, path) {
      const target = alias.resolve(document);
      const refuse = (message: string) =>
        new OverlayEditError(source, spanOf(alias)[0], `*${alias.source} ${message}`);
      if (target === undefined) throw refuse('has no anchor above it. Write the value out.');
      if (path.includes(target)) throw refuse('repeats itself within itself. Write the value out.');
      nodes.push(target);
    },
  });
  return nodes;
}

function plainData(source: Source, document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    // A merge key that merges no map, or so many aliases that writing them out would exhaust the memory.
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OverlayEditError(source, document.range[0], `not usable: ${why}. Write it out.`, { cause });
  }
}

const KINDS: readonly unknown[] = ['Kustomization', 'Component'];
const isKustomization = (data: unknown) => isData(data) && KINDS.includes(data.kind);

function requireOneKustomization(source: Source, parsed: Document.Parsed[], documents: unknown[]): void {
  const index = documents.findIndex((data, position) => position > 0 && isKustomization(data));
  if (index !== -1)
    throw new OverlayEditError(
      source,
      spanOf(parsed[index]?.contents)[0],
      'kustomize reads only the first document of a file, and this is another. Give each kustomization its own folder.',
    );
}

const ROOT_KEYS = ['apiVersion', 'kind', 'images'];

function requireKustomizationKeys(source: Source, root: YAMLMap, data: Record<string, unknown>): void {
  const refuse = (key: string, message: string) =>
    new OverlayEditError(source, spanOf(findPair(root, key)?.value ?? root)[0], message);
  const { kind, apiVersion } = data;
  const isForeign = typeof apiVersion === 'string' && !apiVersion.startsWith('kustomize.config.k8s.io/');
  if (kind !== undefined && kind !== null && !isKustomization(data))
    throw refuse(
      'kind',
      `kind is ${JSON.stringify(kind)}, not Kustomization or Component. Correct the target's overlay.`,
    );
  if (isForeign)
    throw refuse(
      'apiVersion',
      `apiVersion ${apiVersion} is not one of kustomize.config.k8s.io. Correct the target's overlay.`,
    );
  const stray = strayKey(data, ROOT_KEYS);
  if (stray !== undefined) throw refuse(stray[0], strayMessage(...stray));
  if (data.imageTags !== undefined)
    throw refuse('imageTags', 'kustomize reads the old "imageTags" as "images". Run "kustomize edit fix".');
}
