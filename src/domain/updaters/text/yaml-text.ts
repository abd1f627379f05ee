import { type Document, parseAllDocuments, visit } from 'yaml';
import { EditRefusedError, type Source } from './errors.ts';
import { spanOf } from './nodes.ts';
import { requireText } from './require-text.ts';

/** A YAML file, or a JSON file, which is YAML too, in both of its readings. */
export interface YamlText extends Source {
  /** As it is written, for finding places. */
  readonly documents: readonly Document.Parsed[];
  /** The plain data of each document, with aliases and merge keys resolved. */
  readonly data: readonly unknown[];
  /** Nodes that an alias repeats elsewhere: editing one would edit others. */
  readonly aliased: ReadonlySet<unknown>;
}

/** @throws EditRefusedError if the file is not one that every tool reads alike */
export function parseYaml(text: string, file: string): YamlText {
  const source = { text, file };
  requireText(source);
  const documents = [
    ...parseAllDocuments(text, { keepSourceTokens: true, merge: true, prettyErrors: false }),
  ];
  for (const error of documents.flatMap(({ errors }) => errors))
    throw new EditRefusedError(source, error.pos[0], `not valid YAML: ${error.message}`, { cause: error });
  const aliased = new Set(documents.flatMap((document) => aliasedNodes(source, document)));
  return { ...source, documents, data: documents.map((document) => plainData(source, document)), aliased };
}

function aliasedNodes(source: Source, document: Document.Parsed): unknown[] {
  const nodes: unknown[] = [];
  visit(document, {
    Alias(_, alias, path) {
      const target = alias.resolve(document);
      const refuse = (message: string) =>
        new EditRefusedError(source, spanOf(alias)[0], `*${alias.source} ${message}`);
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
    throw new EditRefusedError(source, document.range[0], `not usable: ${why}. Write it out.`, { cause });
  }
}
