// The comparison operators of event patterns, each compiled to a predicate over one leaf value of an event.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
import { BlockList, isIP, isIPv6 } from 'node:net';

/** A string, a number, true, false or null. */
export type Leaf = string | number | boolean | null;
export type Comparison = (value: Leaf) => boolean;

export class InvalidEventPatternError extends Error {
  override readonly name = 'InvalidEventPatternError';

  constructor(reason: string) {
    super(`Event pattern is not valid. Reason: ${reason}`);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** `matcher` is one element of a field's array, other than `exists`. */
export function compileComparison(matcher: unknown): Comparison {
  if (isLeaf(matcher)) return (value) => value === matcher;
  const [operator, operand] = onlyEntry(matcher);
  const compile = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (!compile) throw new InvalidEventPatternError(`Unrecognized match type ${operator}`);
  return compile(operand);
}

const operators: Readonly<Record<string, (operand: unknown) => Comparison>> = {
  prefix: (operand) => affix('prefix', operand, (text, part) => text.startsWith(part)),
  suffix: (operand) => affix('suffix', operand, (text, part) => text.endsWith(part)),
  'equals-ignore-case': equalsIgnoreCase,
  wildcard,
  numeric,
  cidr,
  'anything-but': anythingBut,
};

export function onlyEntry(matcher: unknown): readonly [string, unknown] {
  const entries = isObject(matcher) ? Object.entries(matcher) : [];
  const [entry] = entries;
  if (entry && entries.length === 1) return entry;
  throw new InvalidEventPatternError(
    `a match value is a string, a number, true, false, null or one operator; got ${JSON.stringify(matcher)}`,
  );
}

function text(operator: string, operand: unknown): string {
  if (typeof operand === 'string') return operand;
  throw new InvalidEventPatternError(`${operator} needs a string; got ${JSON.stringify(operand)}`);
}

function onStrings(test: (text: string) => boolean): Comparison {
  return (value) => typeof value === 'string' && test(value);
}

function affix(
  operator: string,
  operand: unknown,
  test: (text: string, part: string) => boolean,
): Comparison {
  if (!isObject(operand)) {
    const part = text(operator, operand);
    return onStrings((value) => test(value, part));
  }
  const [modifier, inner] = onlyEntry(operand);
  if (modifier !== 'equals-ignore-case') {
    throw new InvalidEventPatternError(`${operator} cannot be combined with ${modifier}`);
  }
  const part = text(operator, inner).toLowerCase();
  return onStrings((value) => test(value.toLowerCase(), part));
}

function equalsIgnoreCase(operand: unknown): Comparison {
  const wanted = text('equals-ignore-case', operand).toLowerCase();
  return onStrings((value) => value.toLowerCase() === wanted);
}

/** `*` stands for any characters; `\*` and `\\` for themselves. */
function wildcard(operand: unknown): Comparison {
  const pattern = text('wildcard', operand);
  const tokens = pattern.match(/\\[*\\]|[^\\]/gu) ?? [];
  if (tokens.join('') !== pattern) {
    throw new InvalidEventPatternError(`in wildcard ${pattern}, \\ may stand before * and \\ only`);
  }
  if (tokens.some((token, index) => token === '*' && tokens[index + 1] === '*')) {
    throw new InvalidEventPatternError(`wildcard ${pattern} has consecutive wildcard characters`);
  }
  const source = tokens
    .map((token) => (token === '*' ? '.*' : literally(token.replace(/^\\(?=.)/, ''))))
    .join('');
  const expression = new RegExp(`^${source}$`, 's');
  return onStrings((value) => expression.test(value));
}

function literally(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}

const relations: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** `[">", 0, "<=", 5]`: one bound or two. */
function numeric(operand: unknown): Comparison {
  const parts = Array.isArray(operand) ? operand : [];
  if (parts.length !== 2 && parts.length !== 4) {
    throw new InvalidEventPatternError(`numeric needs an array of one or two comparisons`);
  }
  const [first, second] = [parts.slice(0, 2), parts.slice(2)].filter((pair) => pair.length > 0).map(relation);
  return (value) => typeof value === 'number' && (first?.(value) ?? true) && (second?.(value) ?? true);
}

function relation([operator, bound]: unknown[]): (value: number) => boolean {
  const compare = typeof operator === 'string' ? relations[operator] : undefined;
  if (compare && typeof bound === 'number') return (value) => compare(value, bound);
  throw new InvalidEventPatternError(`numeric cannot compare with ${JSON.stringify([operator, bound])}`);
}

function cidr(operand: unknown): Comparison {
  const [network = '', bits = ''] = text('cidr', operand).split('/');
  const family = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');
  const block = new BlockList();
  try {
    block.addSubnet(network, Number.parseInt(bits, 10), family(network));
  } catch {
    throw new InvalidEventPatternError(`${JSON.stringify(operand)} is not a CIDR block`);
  }
  return onStrings((value) => isIP(value) !== 0 && block.check(value, family(value)));
}

/** True of any value that none of the listed ones, or none of the listed operators' operands, is true of. */
function anythingBut(operand: unknown): Comparison {
  const [operator, inner] = isObject(operand) ? onlyEntry(operand) : [undefined, operand];
  if (operator !== undefined && !['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(operator)) {
    throw new InvalidEventPatternError(`anything-but cannot be combined with ${operator}`);
  }
  const list: readonly unknown[] = Array.isArray(inner) ? inner : [inner];
  if (list.length === 0 || !list.every((item) => typeof item === 'string' || typeof item === 'number')) {
    throw new InvalidEventPatternError('anything-but needs strings or numbers');
  }
  const excluded = list.map((item) =>
    compileComparison(operator === undefined ? item : { [operator]: item }),
  );
  return (value) => !excluded.some((matches) => matches(value));
}
