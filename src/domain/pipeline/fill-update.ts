import type { Labelled } from './cluster-labels.ts';
import { fillOverlay } from './fill-overlay.ts';
import type { Mention } from './place.ts';
import type { Finding } from './source.ts';
import type { ResolvedUpdate } from './targets-outline.ts';
import type { OwnUpdate } from './update-outline.ts';

/** An update as it is on each cluster; undefined for one that lacks a label. */
export function fillUpdate(
  { path, artifact, file, address }: OwnUpdate,
  overlay: Mention | undefined,
  clusters: readonly Labelled[],
): { ofCluster: (ResolvedUpdate | undefined)[]; findings: Finding[] } {
  const folder = overlay?.text.replace(/\/$/, '') ?? '';
  const template = { ...file, text: file.text.replaceAll('{overlay}', () => folder) };
  const { overlays: files, findings } = fillOverlay(template, clusters, 'file');
  const ofCluster = files.map(
    (filled) => filled && { path, update: { artifact, file: filled.text, address } },
  );
  return { ofCluster, findings };
}
