import type { ImageEntry } from './entries.ts';
import { parseOverlay } from './overlay.ts';

/**
 * The entries of `images:`, in order. Values that are empty in the file are absent.
 * @throws EditRefusedError if the file is not one that kustomize and Towpath read alike.
 */
export function readImages(text: string, file: string): readonly ImageEntry[] {
  return parseOverlay(text, file).entries;
}
