import type { ImageEdit } from '../domain/overlay/image-edit.ts';
import type { Release } from '../domain/release.ts';

/** The release as the overlays are to carry it. The tag is the one releases are ordered by; the digest decides. */
export const releasedImages = (release: Release, tag: string): ImageEdit[] =>
  release.artifacts.map(({ name, image, digest }) => ({ name, image, tag, digest }));
