import * as z from 'zod/mini';

/** A report that is not what Flux sends; retrying it is of no use. */
export class MalformedReportError extends Error {
  override readonly name = 'MalformedReportError';
}

const FluxEventBody = z.object({
  involvedObject: z.object({
    kind: z.string(),
    namespace: z.string(),
    name: z.string(),
    apiVersion: z.optional(z.string()),
  }),
  severity: z.string(),
  timestamp: z.iso.datetime({ offset: true }),
  message: z.string(),
  reason: z.string(),
  metadata: z.optional(z.nullable(z.record(z.string(), z.string()))),
});

/** The fields of notification-controller's event that Towpath reads (fluxcd/pkg apis/event/v1beta1). */
export type FluxEvent = z.infer<typeof FluxEventBody>;

/** @throws MalformedReportError It names every field that is wrong. */
export function parseFluxEvent(body: Uint8Array): FluxEvent {
  const event = FluxEventBody.safeParse(parseJson(body));
  if (event.success) return event.data;
  const fields = event.error.issues.map(describeIssue).join(', ');
  throw new MalformedReportError(`The report is not an event of Flux: ${fields}.`);
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
  return issue.code === 'invalid_type' ? `of type ${issue.expected}` : 'valid';
}
