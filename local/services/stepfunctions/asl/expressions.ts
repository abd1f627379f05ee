import type { Json } from '../json.ts';
import { parsePath } from './paths.ts';

/** The value of a key that ends in `.$`: a path, or an intrinsic function over literals, paths and such functions. */
export type Expression =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] };

/** An expression that cannot be read; the message quotes it. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

const NAME = /States\.\w+/y;
const LITERAL = /true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /'((?:[^'\\]|\\.)*)'/y;
/** A path inside a call ends at a comma or bracket that is not itself inside quotes or square brackets. */
const PATH = /\$(?:[^\s,()[\]'"]|\[(?:\d+|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\])*/y;
const SPACE = /\s*/y;

/** @throws ExpressionError */
export function parseExpression(source: string): Expression {
  const reader = new Reader(source);
  const expression = source.startsWith('$') ? path(source, source) : reader.expression();
  if (expression.kind === 'literal')
    throw new ExpressionError(`"${source}" is neither a path nor a function`);
  if (expression.kind === 'call') reader.end();
  return expression;
}

class Reader {
  readonly #source: string;
  #position = 0;

  constructor(source: string) {
    this.#source = source;
  }

  expression(): Expression {
    const quoted = this.#take(STRING);
    if (quoted !== undefined) return { kind: 'literal', value: unescapeString(quoted.slice(1, -1)) };
    const literal = this.#take(LITERAL);
    if (literal !== undefined) return { kind: 'literal', value: JSON.parse(literal) };
    const found = this.#take(PATH);
    if (found !== undefined) return path(found, this.#source);
    const name = this.#take(NAME);
    if (name === undefined) throw this.#unreadable();
    return { kind: 'call', name, args: this.#arguments() };
  }

  end(): void {
    if (this.#position < this.#source.length) throw this.#unreadable();
  }

  #arguments(): readonly Expression[] {
    const args: Expression[] = [];
    this.#expect('(');
    if (this.#skip(')')) return args;
    do args.push(this.expression());
    while (this.#skip(','));
    this.#expect(')');
    return args;
  }

  #expect(character: string): void {
    if (!this.#skip(character)) throw this.#unreadable();
  }

  #skip(character: string): boolean {
    this.#take(SPACE);
    const there = this.#source[this.#position] === character;
    if (there) this.#position += 1;
    return there;
  }

  #take(pattern: RegExp): string | undefined {
    SPACE.lastIndex = this.#position;
    this.#position += SPACE.exec(this.#source)?.[0].length ?? 0;
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#source)?.[0];
    this.#position += found?.length ?? 0;
    return found;
  }

  #unreadable(): ExpressionError {
    return new ExpressionError(`"${this.#source}" cannot be read at column ${this.#position + 1}`);
  }
}

function path(text: string, source: string): Expression {
  const reference = text.startsWith('$$') ? text.slice(1) : text;
  if (parsePath(reference) === undefined) {
    throw new ExpressionError(`"${text}" in "${source}" is not a reference path such as $.a.b[0]`);
  }
  return { kind: 'path', path: text };
}

/** In a literal only the quote, the backslash and the braces of States.Format are escaped. */
function unescapeString(text: string): string {
  return text.replace(/\\(['\\{}])/g, '$1');
}
