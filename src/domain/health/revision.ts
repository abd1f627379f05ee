export interface Revision {
  /** The branch, or the tag: an agent writes both the same way. */
  readonly branch?: string;
  /** Lower-case hex, 40 digits (SHA-1) or 64 (SHA-256). */
  readonly commit: string;
}

const HASH = /^(?:sha1:(?<sha1>[0-9a-f]{40})|sha256:(?<sha256>[0-9a-f]{64}))$/;
const BARE_HASH = /^[0-9a-f]{40}$|^[0-9a-f]{64}$/;

/**
 * Reads a revision as Flux writes it (source-controller, docs/spec/v1/gitrepositories.md):
 * `main@sha1:<hex>`, `refs/heads/main@sha1:<hex>`, `v1.2.3@sha1:<hex>`, `sha1:<hex>`, `main@sha256:<hex>`,
 * and `main/<hex>` from before Flux 0.36. A branch may hold `/` and `@`, so the last one separates.
 *
 * An OCI revision (`latest@sha256:<digest>`) looks exactly like one of a SHA-256 repository: what it names is
 * no commit that the repository knows. Use the event's `originRevision` for those.
 */
export function parseRevision(text: string): Revision | undefined {
  return parseHashed(text) ?? parseSlashed(text);
}

function parseHashed(text: string): Revision | undefined {
  const at = text.lastIndexOf('@');
  const hash = HASH.exec(text.slice(at + 1))?.groups;
  const commit = hash?.sha1 ?? hash?.sha256;
  return commit === undefined ? undefined : revision(text.slice(0, Math.max(0, at)), commit);
}

function parseSlashed(text: string): Revision | undefined {
  const slash = text.lastIndexOf('/');
  const commit = text.slice(slash + 1);
  return BARE_HASH.test(commit) ? revision(text.slice(0, Math.max(0, slash)), commit) : undefined;
}

function revision(ref: string, commit: string): Revision {
  const branch = ref.replace(/^refs\/(?:heads|tags)\//, '');
  return branch === '' ? { commit } : { branch, commit };
}

/**
 * The commit that an object of Flux names. A source that is no Git repository (OCI, Bucket) has a digest for its
 * revision, and the commit it was built from as its origin. A Git source never has the latter, so beside a SHA-1
 * revision it can only be an annotation that somebody put on the object.
 */
export function commitOfFlux(revision: string, origin: string | undefined): string | undefined {
  const commit = parseRevision(revision)?.commit;
  return commit?.length === 40 || !origin ? commit : parseRevision(origin)?.commit;
}
