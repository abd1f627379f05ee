import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { FileDiff } from './file-diff.ts';

/** What a wave would do to one overlay; or why it cannot be edited, in which case the whole wave fails. */
export type OverlayDiff =
  | { readonly overlay: string; readonly file: FileDiff }
  | { readonly overlay: string; readonly problem: string };

export interface WaveDiff {
  /** From 0. */
  readonly wave: number;
  /** Overlays that would change, or cannot. */
  readonly overlays: readonly OverlayDiff[];
  /** Overlays that carry the release already. */
  readonly same: readonly string[];
  readonly digest: string;
}

/** The diff of a stage in short: what a vote is bound to. */
export interface DiffDigest {
  readonly digest: string;
  /** The first wave that was still to be written, from 0. */
  readonly wave: number;
  /** The digest of that wave and of each one after it, so that it can be seen which of them still stand. */
  readonly waves: readonly string[];
}

/** What one commit takes (a quota of CodeCommit's CreateCommit); a wave of more is written in parts. */
export const MOST_FILES = 100;

/** 128 bits: whoever writes overlays cannot make two diffs of one digest. */
const HEX_LENGTH = 32;

/**
 * Over the changed lines alone: an edit elsewhere in the file changes nothing of what was approved. Why an overlay cannot
 * be edited is left out, since it names commits. Part by part as it is written, so that the parts that are left after a
 * commit can be told (`isLeftOf`).
 *
 * @param overlays in the order of the wave
 */
export function digestOfWave(overlays: readonly OverlayDiff[]): string {
  const parts = Array.from({ length: Math.max(1, Math.ceil(overlays.length / MOST_FILES)) }, (_, index) =>
    overlays.slice(index * MOST_FILES, (index + 1) * MOST_FILES),
  );
  return parts.map((part) => digest(part.map(linesOf).sort())).join(',');
}

/** Whether a wave of the digest `now` is one of the digest `before`, or what is left of it once parts were written. */
export const isLeftOf = (now: string, before: string): boolean =>
  now === before || before.endsWith(`,${now}`);

export const digestOfStage = (wave: number, waves: readonly Pick<WaveDiff, 'digest'>[]): DiffDigest => {
  const digests = waves.map((each) => each.digest);
  return { digest: digest(digests), wave, waves: digests };
};

const linesOf = (diff: OverlayDiff): string =>
  JSON.stringify(
    'file' in diff ? [diff.file.path, diff.file.removed, diff.file.added] : [diff.overlay, 'not editable'],
  );

const digest = (parts: readonly string[]): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify(parts)))).slice(0, HEX_LENGTH);
