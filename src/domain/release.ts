import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** One artifact as a release carries it. `tag` is for people; `digest` is what is deployed. */
export interface ReleasedArtifact {
  readonly name: string;
  readonly image: string;
  readonly tag: string;
  readonly digest: string;
}

/** When a stage was passed (healthy and soaked) by a release. */
export interface Passage {
  readonly promotion: string;
  readonly at: string;
}

export interface Release {
  readonly id: string;
  readonly pipeline: string;
  readonly artifacts: readonly ReleasedArtifact[];
  /** Every accepted tag that was seen on these contents. */
  readonly tags: readonly string[];
  readonly createdAt: string;
  /** No stage takes it any more until the mark is lifted. */
  readonly mark?: { readonly reason: string; readonly at: string };
  /** Stages this release has passed, by stage name. */
  readonly passed: Readonly<Record<string, Passage>>;
}

const ID_HEX_LENGTH = 12;

/**
 * The same contents are the same release, so the id is a digest of them. Tags are left out: they move, and two
 * tags of one image are one release. `_` occurs in no pipeline name, so the pipeline can be read back.
 */
export function releaseId(pipeline: string, artifacts: readonly Omit<ReleasedArtifact, 'tag'>[]): string {
  const contents = artifacts
    .map(({ name, image, digest }) => [name, image, digest])
    .sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
  const hash = bytesToHex(sha256(utf8ToBytes(JSON.stringify([pipeline, contents]))));
  return `${pipeline}_${hash.slice(0, ID_HEX_LENGTH)}`;
}

/**
 * One attempt to bring one release to one stage. It names the Step Functions execution, hence at most 80 characters
 * of letters, digits, `-` and `_`: 40 (pipeline) + 1 + 20 (stage) + 1 + 12 + 1 + attempt, and `_rb` for its rollback.
 */
export function promotionId(release: string, stage: string, attempt: number): string {
  const { pipeline, hash } = splitReleaseId(release);
  return `${pipeline}_${stage}_${hash}_${attempt}`;
}

/** The one rollback that follows from a promotion that went wrong. */
export const rollbackId = (failed: string): string => `${failed}_rb`;

/** The pipeline that a release id or a promotion id belongs to. */
export function pipelineOf(id: string): string {
  return id.slice(0, Math.max(0, id.indexOf('_')));
}

/** The release that a promotion brings; of a rollback the id does not tell, for that brings back an earlier one. */
export function releaseOf(promotion: string): string | undefined {
  const [, pipeline, hash] = /^([^_]+)_[^_]+_([0-9a-f]+)_\d+$/.exec(promotion) ?? [];
  return hash === undefined ? undefined : `${pipeline}_${hash}`;
}

function splitReleaseId(release: string): { pipeline: string; hash: string } {
  const at = release.lastIndexOf('_');
  return { pipeline: release.slice(0, at), hash: release.slice(at + 1) };
}
