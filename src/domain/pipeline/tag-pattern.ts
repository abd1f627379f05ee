/**
 * Regular expressions for tags, matched against the whole tag and without backtracking.
 *
 * Anyone who may push an image chooses the tag, so JavaScript's own engine is out: `^(a+)+$` against forty letters and
 * a digit would stop the pipeline for hours. Here every part of a pattern maps the set of positions that it may begin
 * at to the set of positions that it may end at, so there is nothing to go back to. Lookaround and back references
 * cannot be matched that way and are refused; the limits below bound the work.
 */
export interface TagPattern {
  matches(tag: string): boolean;
}

export class TagPatternError extends Error {
  override readonly name = 'TagPatternError';
}

const LONGEST_PATTERN = 200;
/** ECR's own limit. */
const LONGEST_TAG = 128;
/** Each repetition goes round at most once per character, so nested ones multiply: 128 ** 3 short steps at worst. */
const DEEPEST_REPETITION = 3;

/** Positions of a tag, one bit each. */
type Positions = bigint;
type Part = (tag: string) => (starts: Positions) => Positions;

/** @throws TagPatternError that says what is wrong with the pattern. */
export function compileTagPattern(source: string): TagPattern {
  if (source.length > LONGEST_PATTERN) throw new TagPatternError(`longer than ${LONGEST_PATTERN} characters`);
  const body = /^\^(.*)\$$/s.exec(source)?.[1];
  if (body === undefined) throw new TagPatternError('it must begin with ^ and end with $');
  checkSyntax(source);
  const { part, depth } = parseAlternatives(tokenise(body));
  if (depth > DEEPEST_REPETITION) {
    throw new TagPatternError(`more than ${DEEPEST_REPETITION} repetitions within each other`);
  }
  return {
    matches: (tag) => tag.length <= LONGEST_TAG && ((part(tag)(1n) >> BigInt(tag.length)) & 1n) === 1n,
  };
}

/** JavaScript's parser has the last word on syntax, so that the one below only ever sees what is valid. */
function checkSyntax(source: string): void {
  try {
    new RegExp(source);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new TagPatternError(message.replace(/^Invalid regular expression: \/.*\/\w*: /s, ''), { cause });
  }
}

const TOKEN =
  /(?<open>\((?:\?:)?(?!\?))|(?<close>\))|(?<or>\|)|(?<repeat>(?:[*+?]|\{\d+(?:,\d*)?\})\??)|(?<atom>\[(?:\\.|[^\]\\])*\]|\\[dDsSwW]|\\[^A-Za-z0-9]|[^\\^$(])/sy;

type Token = { kind: 'open' | 'close' | 'or' | 'repeat' | 'atom'; text: string };

function tokenise(body: string): Token[] {
  const tokens: Token[] = [];
  const scanner = new RegExp(TOKEN);
  while (scanner.lastIndex < body.length) {
    const rest = body.slice(scanner.lastIndex);
    const groups = scanner.exec(body)?.groups ?? {};
    const found = Object.entries(groups).find(([, text]) => text !== undefined);
    if (found === undefined) throw new TagPatternError(`"${rest.slice(0, 3)}" is not supported`);
    tokens.push({ kind: found[0] as Token['kind'], text: String(found[1]) });
  }
  return tokens.reverse();
}

/** A part, and how deep repetitions are nested in it. */
interface Parsed {
  part: Part;
  depth: number;
}

/** Takes tokens off the end of `tokens` (they are in reverse) up to the bracket that closes the group. */
function parseAlternatives(tokens: Token[]): Parsed {
  const branches: Parsed[][] = [[]];
  for (let token = tokens.pop(); token !== undefined && token.kind !== 'close'; token = tokens.pop()) {
    if (token.kind === 'or') branches.push([]);
    else branches.at(-1)?.push(parseRepeated(token, tokens));
  }
  const sequences = branches.map((branch) => inSequence(branch.map(({ part }) => part)));
  return { part: anyOf(sequences), depth: Math.max(0, ...branches.flat().map(({ depth }) => depth)) };
}

function parseRepeated(token: Token, tokens: Token[]): Parsed {
  const { part, depth } =
    token.kind === 'open' ? parseAlternatives(tokens) : { part: oneOf(token.text), depth: 0 };
  if (tokens.at(-1)?.kind !== 'repeat') return { part, depth };
  const [min, max] = boundsOf(String(tokens.pop()?.text));
  return { part: repeated(part, min, max), depth: depth + 1 };
}

/** A trailing `?` (lazy) changes what a group captures, never whether the whole tag matches. */
function boundsOf(repeat: string): [number, number] {
  if (repeat.startsWith('*')) return [0, Infinity];
  if (repeat.startsWith('+')) return [1, Infinity];
  if (repeat.startsWith('?')) return [0, 1];
  const [min = '', max = min] = repeat.replace(/[{}?]/g, '').split(',');
  return [Number(min), max === '' ? Infinity : Number(max)];
}

function oneOf(atom: string): Part {
  const accepts = new RegExp(`^${atom}$`);
  return (tag) => {
    const hits = [...tag].reduce(
      (bits, char, index) => (accepts.test(char) ? bits | (1n << BigInt(index)) : bits),
      0n,
    );
    return (starts) => (starts & hits) << 1n;
  };
}

function inSequence(parts: Part[]): Part {
  return (tag) => {
    const steps = parts.map((part) => part(tag));
    return (starts) => steps.reduce((positions, step) => step(positions), starts);
  };
}

function anyOf(parts: Part[]): Part {
  return (tag) => {
    const steps = parts.map((part) => part(tag));
    return (starts) => steps.reduce((ends, step) => ends | step(starts), 0n);
  };
}

/** No tag lets a part move more than LONGEST_TAG times, so higher bounds say the same. */
function repeated(part: Part, min: number, max: number): Part {
  return (tag) => {
    const step = part(tag);
    return (starts) => {
      let fresh = starts;
      for (let round = 0; round < Math.min(min, LONGEST_TAG + 1); round++) fresh = step(fresh);
      let ends = fresh;
      for (let round = min; round < max && fresh !== 0n; round++) {
        fresh = step(fresh) & ~ends;
        ends |= fresh;
      }
      return ends;
    };
  };
}
