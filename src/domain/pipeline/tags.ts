import semver from 'semver';
import { compileTagPattern } from './tag-pattern.ts';
import type { TagRule } from './types.ts';

/**
 * Whether the rule wants the tag. A semver range wants pre-releases only if it names one (`>=1.0.0-0`), as in npm;
 * a `v` before the version is allowed.
 */
export function accepts(rule: TagRule, tag: string): boolean {
  return rule.kind === 'semver'
    ? semver.satisfies(tag, rule.range)
    : compileTagPattern(rule.pattern).matches(tag);
}

/**
 * Negative if `a` is older than `b`. A total order over all tags: 0 for equal text only, so that which of two tags is
 * the newest never depends on which came first. Semver rules go by precedence (what is no version is older than
 * every version), pattern rules by natural order: main-10 is newer than main-9.
 */
export function compareTags(rule: TagRule, a: string, b: string): number {
  return (rule.kind === 'semver' ? comparePrecedence(a, b) : 0) || compareNaturally(a, b);
}

function comparePrecedence(a: string, b: string): number {
  const left = semver.parse(a);
  const right = semver.parse(b);
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return semver.compare(left, right);
}

function compareNaturally(a: string, b: string): number {
  const left = runsOf(a);
  const right = runsOf(b);
  for (const [index, run] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = compareRuns(run, other);
    if (order !== 0) return order;
  }
  // main-010 and main-10 are the same number: the text decides.
  return left.length - right.length || compareText(a, b);
}

/** Runs of digits, and every other character by itself. */
const runsOf = (tag: string) => tag.match(/\d+|\D/g) ?? [];

function compareRuns(a: string, b: string): number {
  if (!isNumber(a) || !isNumber(b)) return compareText(a, b);
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  return left.length - right.length || compareText(left, right);
}

const isNumber = (run: string) => /^\d/.test(run);
const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));
