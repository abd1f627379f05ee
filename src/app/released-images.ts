import type { Release } from '../domain/release.ts';
import type { Intent } from '../domain/updaters/intent.ts';

/** The release as the overlays are to carry it. The tag is the one releases are ordered by; the digest decides. */
export const releasedImages = (release: Release, tag: string): Intent[] =>
  release.artifacts.map(({ name, image, digest }) => ({ name, image, tag, digest }));
