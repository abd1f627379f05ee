import * as z from 'zod/mini';

/** The fields of Kubernetes objects that a snapshot is read for. Whatever an object lacks is empty here. */

const text = z.pipe(
  z.optional(z.nullable(z.string())),
  z.transform((value) => value ?? ''),
);

const listOf = <Shape extends z.ZodMiniType>(shape: Shape) =>
  z.pipe(
    z.optional(z.nullable(z.array(shape))),
    z.transform((value): readonly z.output<Shape>[] => value ?? []),
  );

const Metadata = z.object({
  namespace: z.string(),
  name: z.string(),
  generation: z.optional(z.number()),
  deletionTimestamp: z.optional(z.string()),
  labels: z.optional(z.nullable(z.record(z.string(), z.string()))),
});

const Condition = z.object({ type: z.string(), status: text, reason: text, message: text });

/** Flux's objects: a Kustomization or a HelmRelease. */
export const FluxObject = z.object({
  metadata: Metadata,
  status: z.optional(
    z.object({
      observedGeneration: z.optional(z.number()),
      conditions: listOf(Condition),
      lastAppliedRevision: text,
      lastAppliedOriginRevision: text,
      lastAttemptedRevision: text,
    }),
  ),
});
export type FluxObject = z.output<typeof FluxObject>;

/** Flagger's Canary (pkg/apis/flagger/v1beta1). */
export const Canary = z.object({
  metadata: Metadata,
  status: z.optional(
    z.object({
      phase: text,
      conditions: listOf(z.object({ type: z.string(), reason: text, message: text, lastUpdateTime: text })),
    }),
  ),
});
export type Canary = z.output<typeof Canary>;

const Source = z.object({ repoURL: text });
const HydratorOperation = z.optional(z.nullable(z.object({ drySHA: text, hydratedSHA: text })));

/** Argo CD's Application (pkg/apis/application/v1alpha1). */
export const Application = z.object({
  metadata: Metadata,
  spec: z.optional(
    z.object({
      source: z.optional(z.nullable(Source)),
      sources: listOf(Source),
      sourceHydrator: z.optional(z.nullable(z.looseObject({}))),
    }),
  ),
  status: z.optional(
    z.object({
      sync: z.optional(z.object({ status: text, revision: text, revisions: listOf(z.string()) })),
      health: z.optional(z.object({ status: text, message: text })),
      operationState: z.optional(
        z.nullable(
          z.object({
            phase: text,
            message: text,
            finishedAt: text,
            syncResult: z.optional(z.nullable(z.object({ revision: text, revisions: listOf(z.string()) }))),
          }),
        ),
      ),
      reconciledAt: text,
      conditions: listOf(z.object({ type: text, message: text })),
      sourceHydrator: z.optional(
        z.nullable(
          z.object({ currentOperation: HydratorOperation, lastSuccessfulOperation: HydratorOperation }),
        ),
      ),
    }),
  ),
});
export type Application = z.output<typeof Application>;

/** What `kubectl get -o json` prints for more than one object, or for several kinds. */
export const List = z.object({
  kind: z.string(),
  items: z.array(z.looseObject({ apiVersion: z.string(), kind: z.string() })),
});
