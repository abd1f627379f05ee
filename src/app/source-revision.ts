import type { Artifact } from '../domain/pipeline/types.ts';
import type { Using } from './ports.ts';

/** The commit at the end of what Flux writes, `main@sha1:<commit>`, and of what others do. */
const COMMIT = /[0-9a-f]{40}$/;

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
  return label && (COMMIT.exec(label)?.[0] ?? label);
}
