import { parse } from 'yaml';
import type { Chart } from './argo-body.ts';
import { type Overlay, type OverlaySource, readOverlay } from './overlay.ts';

export type Sources =
  | { readonly tree: string; readonly charts: readonly Chart[] }
  | Extract<Overlay, { readonly reason: string }>;

interface Manifest {
  readonly spec?: {
    readonly sources?: readonly {
      readonly repoURL?: string;
      readonly chart?: string;
      readonly targetRevision?: string;
    }[];
  };
}

/**
 * What an Application renders at one commit: a kustomization; or, if the Application itself has charts among its sources,
 * those with what is in the folder as their values.
 */
export async function readSources(
  source: OverlaySource,
  commit: string,
  { overlay, manifest }: { readonly overlay: string; readonly manifest?: string },
): Promise<Sources> {
  const text = manifest === undefined ? undefined : await source.read(commit, manifest);
  const sources = text === undefined ? [] : ((parse(text) as Manifest | null)?.spec?.sources ?? []);
  const charts = sources.flatMap(({ repoURL = '', chart, targetRevision = '' }) =>
    chart === undefined ? [] : [{ repoURL, version: targetRevision }],
  );
  if (charts.length === 0) {
    const read = await readOverlay(source, commit, overlay);
    return 'reason' in read ? read : { ...read, charts };
  }
  const tree = await source.objectAt(commit, overlay);
  const versions = charts.map(({ version }) => version).join(' ');
  if (tree !== undefined) return { tree: `${tree} ${versions}`, charts };
  const message = `failed to generate manifest for source 1 of ${sources.length}: ${overlay}: no such file or directory`;
  return { reason: 'BuildFailed', message };
}
