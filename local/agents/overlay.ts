import { parse } from 'yaml';
import type { Mirror } from './mirror.ts';
import { KUSTOMIZATION_FILES, readKustomization } from './workload.ts';

/** What a cluster makes of its overlay at one commit. */
export type Overlay =
  /** Equal trees are equal contents. */
  { readonly tree: string } | { readonly reason: 'ArtifactFailed' | 'BuildFailed'; readonly message: string };

export type OverlaySource = Pick<Mirror, 'objectAt' | 'read'>;

export async function readOverlay(source: OverlaySource, commit: string, overlay: string): Promise<Overlay> {
  const tree = await source.objectAt(commit, overlay);
  if (tree === undefined) {
    const path = `/tmp/kustomization-1/${overlay}`;
    const message = `kustomization path not found: stat ${path}: no such file or directory`;
    return { reason: 'ArtifactFailed', message };
  }
  const text = await readKustomization(source, commit, overlay);
  if (text === undefined) return buildFailed(`unable to find one of '${KUSTOMIZATION_FILES.join("', '")}'`);
  try {
    parse(text);
    return { tree };
  } catch (error) {
    return buildFailed(`invalid Kustomization: ${(error as Error).message}`);
  }
}

function buildFailed(why: string): Overlay {
  return { reason: 'BuildFailed', message: `kustomize build failed: ${why}` };
}
