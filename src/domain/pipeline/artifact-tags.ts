import { accepts, compareTags } from './tags.ts';
import type { Artifact } from './types.ts';

type Ruled = Pick<Artifact, 'kind' | 'tags'>;

/** Whether the artifact's rule wants the tag. */
export const wants = (artifact: Ruled, tag: string): boolean => accepts(artifact.tags, ruled(artifact, tag));

/** What Helm pushes (its registries guide). Signatures, say, may be in the same repository. */
const CHART = 'application/vnd.cncf.helm.config.v1+json';

/** Whether what has this media type may be the artifact; of an index, and in old events, it is not known. */
export const isOfKind = ({ kind }: Ruled, mediaType: string | undefined): boolean =>
  kind !== 'chart' || mediaType === undefined || mediaType === CHART;

/** Negative if `a` is older than `b`, by the artifact's rule (`compareTags`). */
export const compareArtifactTags = (artifact: Ruled, a: string, b: string): number =>
  compareTags(artifact.tags, ruled(artifact, a), ruled(artifact, b));

/** A tag in a registry cannot have the `+` of a chart's version: Helm writes `_` there. */
const ruled = ({ kind }: Ruled, tag: string): string => (kind === 'chart' ? tag.replaceAll('_', '+') : tag);

/**
 * What two artifacts have in common that were released under one tag. A version is one with or without `v` before it,
 * and as a chart's tag or not, so that the git tag `v2.0.0` goes with the image `2.0.0`.
 */
export function commonTag(artifact: Ruled, tag: string): string {
  const text = ruled(artifact, tag);
  return artifact.tags.kind === 'semver' ? text.replace(/^v(?=\d)/, '') : text;
}
