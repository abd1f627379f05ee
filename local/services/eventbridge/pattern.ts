import {
  type Comparison,
  compileComparison,
  InvalidEventPatternError,
  isLeaf,
  isObject,
  type Leaf,
  onlyEntry,
} from './comparison.ts';

/** Whether a rule with this pattern takes this event. */
export type EventPredicate = (event: unknown) => boolean;

/** @throws InvalidEventPatternError */
export function matches(pattern: unknown, event: unknown): boolean {
  return compilePattern(pattern)(event);
}

/**
 * Checks a pattern once, for many events. Every field must match (one of its values, any of an array's elements);
 * `$or` needs one of its alternatives.
 *
 * @throws InvalidEventPatternError
 */
export function compilePattern(pattern: unknown): EventPredicate {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) {
    throw new InvalidEventPatternError('Filter is not an object, or is empty');
  }
  const test = compileObject(pattern);
  return (event) => isObject(event) && test(event, [event]);
}

type Node = Readonly<Record<string, unknown>>;

/**
 * `node` is the object under test. `siblings` are all the objects at the same path, `node` among them: an array of
 * objects matches if one element matches by itself, but a field is absent only if no element has it.
 */
type NodeTest = (node: Node, siblings: readonly Node[]) => boolean;

function compileObject(pattern: Node): NodeTest {
  const tests = Object.entries(pattern).map(([key, value]) => compileField(key, value));
  return (node, siblings) => tests.every((test) => test(node, siblings));
}

function compileField(key: string, value: unknown): NodeTest {
  if (key === '$or' && isAlternatives(value)) {
    const alternatives = value.map(compileObject);
    return (node, siblings) => alternatives.some((test) => test(node, siblings));
  }
  if (Array.isArray(value)) return compileLeaf(key, value);
  if (isObject(value) && Object.keys(value).length > 0) return compileNested(key, compileObject(value));
  throw new InvalidEventPatternError(`"${key}" must be an object or an array, and not empty`);
}

function isAlternatives(value: unknown): value is readonly Node[] {
  return Array.isArray(value) && value.length > 1 && value.every(isObject);
}

function compileNested(key: string, test: NodeTest): NodeTest {
  return (node, siblings) => {
    const children = objectsIn(node[key]);
    const all = siblings.flatMap((sibling) => objectsIn(sibling[key]));
    // Below a path that leads nowhere every field is absent, which is what `exists: false` asks for.
    return children.length === 0 ? test({}, all) : children.some((child) => test(child, all));
  };
}

function compileLeaf(key: string, matchers: readonly unknown[]): NodeTest {
  if (matchers.length === 0) throw new InvalidEventPatternError('Empty arrays are not allowed');
  const tests = matchers.map((matcher) => compileMatcher(key, matcher));
  return (node, siblings) => tests.some((test) => test(node, siblings));
}

function compileMatcher(key: string, matcher: unknown): NodeTest {
  if (!isLeaf(matcher) && onlyEntry(matcher)[0] === 'exists') return compileExists(key, matcher);
  const comparison: Comparison = compileComparison(matcher);
  return (node) => leavesIn(node[key]).some(comparison);
}

function compileExists(key: string, matcher: unknown): NodeTest {
  const [, wanted] = onlyEntry(matcher);
  if (typeof wanted !== 'boolean') throw new InvalidEventPatternError('exists needs true or false');
  if (wanted) return (node) => leavesIn(node[key]).length > 0;
  return (_, siblings) => siblings.every((sibling) => leavesIn(sibling[key]).length === 0);
}

/** The objects that a path leads to: arrays are looked through, at any depth. */
function objectsIn(value: unknown): readonly Node[] {
  return flatten(value).filter(isObject);
}

function leavesIn(value: unknown): readonly Leaf[] {
  return flatten(value).filter(isLeaf);
}

function flatten(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.flatMap(flatten) : [value];
}
