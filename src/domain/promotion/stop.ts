import type { Actor } from '../ledger/actor.ts';

/** What a stop keeps from being written: everything, or what one pipeline, stage or cluster would get. */
export type StopScope =
  | { readonly kind: 'everything' }
  | { readonly kind: 'pipeline'; readonly pipeline: string }
  | { readonly kind: 'stage'; readonly pipeline: string; readonly stage: string }
  | { readonly kind: 'cluster'; readonly cluster: string };

/** In force until somebody lifts it; there is at most one of a scope. */
export interface Stop {
  readonly scope: StopScope;
  readonly by: Actor;
  readonly reason: string;
  readonly at: string;
}

/** Stops concern several pipelines, so they have a ledger of their own, under a name that no pipeline can have. */
export const FLEET_LEDGER = '_fleet';

export function scopeText(scope: StopScope): string {
  switch (scope.kind) {
    case 'everything':
      return 'everything';
    case 'pipeline':
      return `pipeline ${scope.pipeline}`;
    case 'stage':
      return `stage ${scope.stage} of ${scope.pipeline}`;
    case 'cluster':
      return `cluster ${scope.cluster}`;
  }
}

/** As a scope is named to the command line: what it lists can be given back to it. */
export function scopeArgument(scope: StopScope): string {
  switch (scope.kind) {
    case 'everything':
      return 'everything';
    case 'pipeline':
      return `pipeline:${scope.pipeline}`;
    case 'stage':
      return `stage:${scope.pipeline}/${scope.stage}`;
    case 'cluster':
      return `cluster:${scope.cluster}`;
  }
}

export const isSameScope = (a: StopScope, b: StopScope): boolean => scopeText(a) === scopeText(b);

/** Whether a stop of this scope keeps the wave with these clusters from being written. */
export function covers(
  scope: StopScope,
  wave: { readonly pipeline: string; readonly stage: string; readonly clusters: readonly string[] },
): boolean {
  switch (scope.kind) {
    case 'everything':
      return true;
    case 'pipeline':
      return scope.pipeline === wave.pipeline;
    case 'stage':
      return scope.pipeline === wave.pipeline && scope.stage === wave.stage;
    case 'cluster':
      return wave.clusters.includes(scope.cluster);
  }
}
