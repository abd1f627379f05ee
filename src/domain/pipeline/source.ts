import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { excerptOf, type Problem, shortened } from './problem.ts';

/** Keys and list indexes from the top of the file down to a value. */
export type Path = readonly (string | number)[];

export interface Finding {
  path: Path;
  /** Point at the key of the last path element instead of its value. */
  atKey?: boolean;
  message: string;
  hint: string;
}

/** A YAML file that remembers where everything stands. */
export interface Source {
  file: string;
  /** The plain value; undefined if the file is not readable YAML. */
  value: unknown;
  /** What stops the file from being read at all. */
  syntaxProblems: Problem[];
  /** Turns something that is wrong at a path into a problem with its place. */
  problemAt(finding: Finding): Problem;
}

/** A fleet's largest files are a tenth of it; what somebody put here by mistake could take minutes to read. */
const LARGEST = 500_000;
const TOO_LARGE = `the file is larger than ${LARGEST / 1000} KB`;
const isTooLarge = (text: string): boolean => text.length > LARGEST;

/** The parser trips again and again over what the first mistake left behind. */
const MOST_SYNTAX_ERRORS = 5;

export function readSource(text: string, file: string): Source {
  const document = parseDocument(isTooLarge(text) ? '' : text, { prettyErrors: false, logLevel: 'error' });
  const place = (start: number, end: number, message: string, hint: string): Problem => {
    const before = text.slice(0, start);
    const lineStart = before.lastIndexOf('\n') + 1;
    const line = before.split('\n').length;
    const lineText = /^.*/.exec(text.slice(lineStart))?.[0] ?? '';
    const column = start - lineStart + 1;
    const excerpt = excerptOf(lineText, line, column, end - start);
    return { file, line, column, message: shortened(message), hint: shortened(hint), excerpt };
  };
  const problemAt = (finding: Finding) => {
    const [start, end] = rangeOf(document, finding);
    return place(start, end, finding.message, finding.hint);
  };
  const syntaxProblems = [
    ...(isTooLarge(text) ? [place(0, 1, TOO_LARGE, 'is it meant to be here? Else make several of it')] : []),
    ...document.errors
      .slice(0, MOST_SYNTAX_ERRORS)
      .map((error) => place(...error.pos, syntaxMessage(error), syntaxHint(error))),
    ...danglingAliases(document).map((alias) =>
      place(...shownRange(alias), `there is no anchor "${alias.source}" before this alias`, NO_ALIAS),
    ),
  ];
  if (syntaxProblems.length > 0) return { file, value: undefined, syntaxProblems, problemAt };
  try {
    return { file, value: document.toJS(), syntaxProblems, problemAt };
  } catch (error) {
    // So many aliases within each other that expanding them would exhaust the memory.
    const message = error instanceof Error ? error.message : String(error);
    return {
      file,
      value: undefined,
      syntaxProblems: [problemAt({ path: [], message, hint: NO_ALIAS })],
      problemAt,
    };
  }
}

const NO_ALIAS = 'write the value out instead of an alias';

function danglingAliases(document: Document.Parsed): Alias[] {
  const dangling: Alias[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined) dangling.push(alias);
    },
  });
  return dangling;
}

const HINTS: Partial<Record<YAMLError['code'], string>> = {
  DUPLICATE_KEY: 'remove one of the two',
  MULTIPLE_DOCS: 'one file holds one document: move the part after "---" to a file of its own',
  TAB_AS_INDENT: 'indent with spaces',
  BLOCK_AS_IMPLICIT_KEY: 'put a value that has ": " in it in quotes, or begin a new line for the inner key',
  BAD_SCALAR_START: 'put the value in quotes',
};

const syntaxHint = (error: YAMLError) =>
  HINTS[error.code] ??
  (error.message.startsWith('Unexpected flow-map-start')
    ? 'put a value that has "{" in it in quotes'
    : undefined) ??
  (/^Flow (map|sequence) in block/.test(error.message)
    ? 'close every "{" with "}" and every "[" with "]"'
    : undefined) ??
  'the file is not read any further until it is valid YAML';

function syntaxMessage(error: YAMLError): string {
  if (error.code === 'MULTIPLE_DOCS') return 'a second YAML document begins here';
  return `not valid YAML: ${error.message}`;
}

/** Start and end offset of what the finding speaks of; of the nearest thing above it, if that is missing. */
function rangeOf(document: Document.Parsed, { path, atKey }: Finding): [number, number] {
  let node: Node | null = document.contents;
  let range = shownRange(node);
  for (const [index, step] of path.entries()) {
    const child = childOf(isAlias(node) ? node.resolve(document) : node, step);
    if (child === undefined) break;
    const pointAtKey = isBlank(child.value) || (atKey === true && index === path.length - 1);
    range = shownRange(pointAtKey ? child.key : child.value);
    node = child.value;
  }
  return range;
}

/** A key with nothing after it. */
const isBlank = (node: Node | null) => node === null || node.range?.[0] === node.range?.[1];

function shownRange(node: Node | null): [number, number] {
  const [start = 0, end = start + 1] = node?.range ?? [];
  return [start, end];
}

function childOf(node: Node | null | undefined, step: string | number) {
  if (isSeq<Node | null>(node) && typeof step === 'number') {
    const value = node.items[step];
    return value === undefined ? undefined : { key: null, value };
  }
  if (!isMap<Node, Node | null>(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return pair === undefined ? undefined : { key: pair.key, value: pair.value };
}
