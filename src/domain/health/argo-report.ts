import * as z from 'zod/mini';
import type { ApplicationState } from './application.ts';
import { readReport } from './read-report.ts';

/** Version of the template; what `towpath agent argocd` prints renders exactly this. */
export const ARGO_REPORT = 'towpath.health/argocd.v1';

/** What is absent in an Application is rendered as an empty text, or as null. */
const text = z.pipe(
  z.optional(z.nullable(z.string())),
  z.transform((value) => value ?? ''),
);
const texts = z.pipe(
  z.optional(z.nullable(z.array(z.string()))),
  z.transform((value) => value ?? []),
);
const HydratorOperation = z.optional(z.nullable(z.object({ drySHA: text, hydratedSHA: text })));

const Body = z.object({
  schema: z.literal(ARGO_REPORT),
  /** When the template was rendered: nothing else in an Application moves while all is well. */
  sentAt: z.iso.datetime({ offset: true }),
  app: z.object({ namespace: z.string(), name: z.string() }),
  sources: texts,
  sync: z.object({ status: text, revision: text, revisions: texts }),
  health: z.object({ status: text, message: text }),
  operation: z.object({
    phase: text,
    message: text,
    finishedAt: text,
    syncRevision: text,
    syncRevisions: texts,
  }),
  reconciledAt: text,
  conditions: z.pipe(
    z.optional(z.nullable(z.array(z.object({ type: text, message: text })))),
    z.transform((value) => value ?? []),
  ),
  /** Null without the Source Hydrator. */
  sourceHydrator: z.optional(
    z.nullable(z.object({ currentOperation: HydratorOperation, lastSuccessfulOperation: HydratorOperation })),
  ),
});

/**
 * Reads what our notification template renders. Argo CD has no format of its own, and what the body says of a cluster
 * is not read: the token says whose it is.
 *
 * @throws MalformedReportError
 */
export function parseArgoReport(body: Uint8Array): ApplicationState {
  const { app, sync, health, operation, sourceHydrator, ...report } = readReport(
    Body,
    body,
    "what Towpath's notification template renders",
  );
  const { phase, message, finishedAt, syncRevision, syncRevisions } = operation;
  return {
    ...app,
    sync,
    health,
    ...(phase !== '' && {
      operation: { phase, message, finishedAt, revision: syncRevision, revisions: syncRevisions },
    }),
    reconciledAt: report.reconciledAt,
    conditions: report.conditions,
    sources: report.sources,
    ...(sourceHydrator && {
      hydrated: hydratedBy([sourceHydrator.lastSuccessfulOperation, sourceHydrator.currentOperation]),
    }),
    at: Date.parse(report.sentAt),
  };
}

/** What the Source Hydrator did, as far as it says. */
export const hydratedBy = (
  operations: readonly ({ drySHA: string; hydratedSHA: string } | null | undefined)[],
): { dry: string; hydrated: string }[] =>
  operations.flatMap((operation) =>
    operation && operation.drySHA !== '' ? [{ dry: operation.drySHA, hydrated: operation.hydratedSHA }] : [],
  );
