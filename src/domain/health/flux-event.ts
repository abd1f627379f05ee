import * as z from 'zod/mini';
import { readReport } from './read-report.ts';

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
export const parseFluxEvent = (body: Uint8Array): FluxEvent =>
  readReport(FluxEventBody, body, 'an event of Flux');
