import type { Artifact } from '../domain/pipeline/types.ts';
import type { Using } from './ports.ts';

/** The commit at the end of what Flux writes, `main@sha1:<commit>`, and of what others do. */
const COMMIT = /[0-9a-f]{40}$/;

/** A digest of any kind is shorter. It is kept with what has come, and whoever may push an image writes it. */
const LONGEST = 128;

/**
 * The source revision that an artifact was built from, as far as it says so: of an image or a chart what it is labelled
 * with, of a git tag its commit.
 */
export async function revisionOf(
  ports: Using<'labels'>,
  { kind, image }: Artifact,
  digest: string,
): Promise<string | undefined> {
  if (kind === 'git') return digest;
  const label = await ports.labels.revision(image, digest);
  const revision = label && (COMMIT.exec(label)?.[0] ?? label.trim());
  // A label that a build left empty names nothing, or all such would be of one revision.
  return revision && revision.length <= LONGEST ? revision : undefined;
}
