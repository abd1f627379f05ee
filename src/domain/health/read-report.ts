import type * as z from 'zod/mini';

/** A report that is not what it should be; retrying it is of no use. */
export class MalformedReportError extends Error {
  override readonly name = 'MalformedReportError';
}

/**
 * Reads a body as JSON of a shape.
 *
 * @param what the report should be, for the error: `an event of Flux`
 * @throws MalformedReportError It names every field that is wrong.
 */
export function readReport<Shape extends z.ZodMiniType>(
  shape: Shape,
  body: Uint8Array,
  what: string,
): z.output<Shape> {
  const report = shape.safeParse(parseJson(body));
  if (report.success) return report.data;
  const fields = report.error.issues.map(describeIssue).join(', ');
  throw new MalformedReportError(`The report is not ${what}: ${fields}.`);
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new MalformedReportError('The report is not JSON in UTF-8.', { cause });
  }
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const field = issue.path.length === 0 ? 'the body' : `"${issue.path.join('.')}"`;
  return `${field} must be ${expected(issue)}`;
}

function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_format') return 'an RFC 3339 time';
  if (issue.code === 'invalid_value') return issue.values.map((value) => `"${String(value)}"`).join(' or ');
  return issue.code === 'invalid_type' ? `of type ${issue.expected}` : 'valid';
}
