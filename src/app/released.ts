import type { Promotion } from '../domain/promotion/state.ts';
import type { Release } from '../domain/release.ts';
import type { Intent } from '../domain/updaters/intent.ts';
import { NotFoundError } from './errors.ts';
import type { Using } from './ports.ts';

/** The release as the files are to carry it. The tag is the one releases are ordered by; the digest decides. */
export const released = (release: Release, tag: string): Intent[] =>
  release.artifacts.map(({ name, image, digest }) => ({ name, image, tag, digest }));

/** What a promotion writes. */
export async function releasedBy(
  ports: Using<'ledger'>,
  { pipeline, release: id, tag }: Promotion,
): Promise<Intent[]> {
  const { releases } = await ports.ledger.read(pipeline, { releases: [id] });
  const release = releases[id];
  if (release === undefined) throw new NotFoundError(`There is no release ${id}.`);
  return released(release, tag);
}
