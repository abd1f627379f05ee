import * as z from 'zod/mini';
import { type Complaint, fromOneText } from './complaint.ts';
import { suggest } from './nearest.ts';
import { MOST_OF_FILE, type Problem } from './problem.ts';
import { isBare } from './schema-text.ts';
import type { Path, Source } from './source.ts';

/** The value as the schema reads it, or everything about its shape that is wrong. */
export function readShape<T extends z.core.$ZodType>(
  schema: T,
  source: Source,
): { value: z.output<T> } | { problems: Problem[] } {
  const result = z.safeParse(schema, source.value, { reportInput: true });
  if (result.success) return { value: result.data };
  return { problems: result.error.issues.flatMap((issue) => problemsOf(issue, schema, source)) };
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.core.$ZodType, source: Source): Problem[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path);
    // One more than are shown: to find the places of thousands would take minutes.
    return issue.keys.slice(0, MOST_OF_FILE + 1).map((key) =>
      source.problemAt({
        path: [...path, key],
        atKey: true,
        message: `unknown key "${key}"`,
        hint: suggest(key, known, 'remove it'),
      }),
    );
  }
  const meant = issue.code === 'invalid_union' ? meantOption(issue) : undefined;
  if (meant === undefined) return [source.problemAt({ path, ...complaintOf(issue, path) })];
  return meant.flatMap((inner) =>
    problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, schema, source),
  );
}

/** Of several forms, what is wrong by the one that has the type of what was written. */
const meantOption = ({ errors }: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[] | undefined =>
  errors.find((issues) => !issues.some((issue) => issue.path.length === 0 && isOfAnotherType(issue)));

/** A map where one of some words is expected is no wrong word. */
const isOfAnotherType = ({ code, input }: z.core.$ZodIssue): boolean =>
  code === 'invalid_type' || (code === 'invalid_value' && typeof input === 'object');

function complaintOf(issue: z.core.$ZodIssue, path: Path): Complaint {
  const own = fromOneText(issue.message);
  if (own !== undefined) return own;
  if (path.length === 0) return notAFile(issue.input);
  if (issue.input === undefined) return { message: `"${path.at(-1)}" is missing`, hint: 'add it here' };
  if (issue.code === 'invalid_value') return wrongWord(issue);
  if (issue.code === 'too_small')
    return { message: `${issue.input} is too small`, hint: `at least ${issue.minimum}` };
  return wrongType(issue.input, expectedBy(issue));
}

const notAFile = (input: unknown): Complaint => ({
  message: input === null ? 'the file is empty' : `${show(input)} stands where a map of keys is expected`,
  hint: 'begin with "apiVersion: towpath.dev/v1"; docs/pipeline-file.md has whole files',
});

function expectedBy(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_union') return issue.errors.flat().flatMap(expectedBy);
  return issue.code === 'invalid_type' ? [issue.expected] : [];
}

function wrongWord({ input, values }: z.core.$ZodIssueInvalidValue): Complaint {
  const words = values.map(String);
  return {
    message: `${show(input)} is not allowed here`,
    hint: suggest(String(input), words, words.join(', ')),
  };
}

const NAMES: Record<string, string> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
};

function wrongType(input: unknown, expected: string[]): Complaint {
  const wanted = expected.map((type) => NAMES[type] ?? type).join(' or ');
  const message = `${show(input)} stands where ${wanted} is expected`;
  if (expected[0] === 'string' && isBare(input)) return { message, hint: `put it in quotes: "${input}"` };
  const isOneOfList = expected[0] === 'array' && (typeof input === 'string' || isBare(input));
  return { message, hint: isOneOfList ? `write ${wanted}: [${input}]` : `write ${wanted}` };
}

function show(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  return typeof input === 'object' ? 'a map' : JSON.stringify(input);
}

/** The keys that the schema has at a path. */
function knownKeys(schema: z.core.$ZodType, path: Path): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const [step, ...rest] = path;
  if (def.type === 'optional' || def.type === 'default') return knownKeys(def.innerType, path);
  if (def.type === 'array') return knownKeys(def.element, rest);
  if (def.type === 'union') {
    const wanted = typeof step === 'number' ? 'array' : 'object';
    return def.options.flatMap((option) => (option._zod.def.type === wanted ? knownKeys(option, path) : []));
  }
  const shape = def.type === 'object' ? def.shape : {};
  const inner = step === undefined ? undefined : shape[step];
  return inner === undefined ? Object.keys(shape) : knownKeys(inner, rest);
}
