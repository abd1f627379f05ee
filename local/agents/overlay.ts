import { parse } from 'yaml';
import type { Mirror } from './mirror.ts';

/** What a cluster makes of its overlay at one commit. */
export type Overlay =
  | { readonly tree: string; readonly workload: string }
  | { readonly reason: 'ArtifactFailed' | 'BuildFailed'; readonly message: string };

export type OverlaySource = Pick<Mirror, 'objectAt' | 'read'>;

/** The names that kustomize knows, in its order. */
const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export async function readOverlay(
  source: OverlaySource,
  commit: string,
  at: { readonly overlay: string; readonly name: string },
): Promise<Overlay> {
  const tree = await source.objectAt(commit, at.overlay);
  if (tree === undefined) {
    const path = `/tmp/kustomization-1/${at.overlay}`;
    const message = `kustomization path not found: stat ${path}: no such file or directory`;
    return { reason: 'ArtifactFailed', message };
  }
  const text = await readKustomization(source, commit, at.overlay);
  if (text === undefined) return buildFailed(`unable to find one of '${FILE_NAMES.join("', '")}'`);
  try {
    const { namespace } = (parse(text) ?? {}) as { namespace?: unknown };
    return { tree, workload: `Deployment/${String(namespace ?? 'default')}/${at.name}` };
  } catch (error) {
    return buildFailed(`invalid Kustomization: ${(error as Error).message}`);
  }
}

async function readKustomization(source: OverlaySource, commit: string, overlay: string) {
  for (const name of FILE_NAMES) {
    const text = await source.read(commit, `${overlay}/${name}`);
    if (text !== undefined) return text;
  }
  return undefined;
}

function buildFailed(why: string): Overlay {
  return { reason: 'BuildFailed', message: `kustomize build failed: ${why}` };
}
