/** What Argo CD says of one Application, however it came here: by our notification template, or in a snapshot. */
export interface ApplicationState {
  readonly namespace: string;
  readonly name: string;
  /** What was compared last; moves with the branch although nothing is synced. */
  readonly sync: Revisions & { readonly status: string };
  readonly health: { readonly status: string; readonly message: string };
  /** The last sync operation with what it was to sync. A commit that changes nothing for the Application runs none. */
  readonly operation?: Revisions & {
    readonly phase: string;
    readonly message: string;
    /** RFC 3339, empty while it runs. */
    readonly finishedAt: string;
  };
  /** RFC 3339; empty before the first. */
  readonly reconciledAt: string;
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
  /** Addresses of the sources; `revisions` has one for each. */
  readonly sources: readonly string[];
  /** With the Source Hydrator: which dry commit (ours) became which hydrated one (what is synced). */
  readonly hydrated?: readonly { readonly dry: string; readonly hydrated: string }[];
  /** When it was read, by the cluster's clock, in milliseconds since the epoch. */
  readonly at: number;
}

/** One source has a `revision`; several leave it empty and have `revisions`. */
export interface Revisions {
  readonly revision: string;
  readonly revisions: readonly string[];
}

const COMMIT = /^[0-9a-f]{40}$|^[0-9a-f]{64}$/;
/** The last part of a Git address: `https://.../repos/fleet`, `codecommit::eu-west-1://someone@fleet`, `.../fleet.git`. */
const REPOSITORY = /[/@:]([^/@:]+?)(?:\.git)?\/?$/;

/**
 * The commit of our repository that the revisions name; undefined when they name none, as before the first comparison
 * or for a chart, or several that differ.
 */
export function commitOf(
  { sources, hydrated }: Pick<ApplicationState, 'sources' | 'hydrated'>,
  { revision, revisions }: Revisions,
  repository: string,
): string | undefined {
  if (hydrated !== undefined) return hydrated.find((one) => one.hydrated === revision)?.dry;
  if (revisions.length === 0) return COMMIT.test(revision) ? revision : undefined;
  const isOurs = (_: string, index: number): boolean =>
    REPOSITORY.exec(sources[index] ?? '')?.[1] === repository;
  const [commit, ...others] = new Set(revisions.filter(isOurs));
  return commit !== undefined && others.length === 0 && COMMIT.test(commit) ? commit : undefined;
}
