import type { Promotion } from '../domain/promotion/state.ts';
import type { Release } from '../domain/release.ts';
import type { Intent } from '../domain/updaters/intent.ts';
import { NotFoundError } from './errors.ts';
import type { Using } from './ports.ts';

/** The release as the overlays are to carry it. The tag is the one releases are ordered by; the digest decides. */
export const releasedImages = (release: Release, tag: string): Intent[] =>
  release.artifacts.map(({ name, image, digest }) => ({ name, image, tag, digest }));

/** What a promotion writes into each of its overlays. */
export async function imagesOf(
  ports: Using<'ledger'>,
  { pipeline, release: id, tag }: Promotion,
): Promise<Intent[]> {
  const { releases } = await ports.ledger.read(pipeline, { releases: [id] });
  const release = releases[id];
  if (release === undefined) throw new NotFoundError(`There is no release ${id}.`);
  return releasedImages(release, tag);
}
