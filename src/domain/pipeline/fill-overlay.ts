import { SETTINGS_FILE } from '../../contract.ts';
import { type Labelled, labelOf, NAME_LABEL } from './cluster-labels.ts';
import { listed } from './listed.ts';
import type { Mention } from './place.ts';
import { isFolder } from './schema-text.ts';
import type { Finding, Path } from './source.ts';

const PLACEHOLDER = /\{([^{}\s]+)\}/g;

/** Whether the labels of a cluster must be known to fill it: its name always is. */
export const needsLabels = (overlay: Mention | undefined): boolean =>
  [...(overlay?.text ?? '').matchAll(PLACEHOLDER)].some(([, label]) => label !== NAME_LABEL);

/** The overlay of each cluster; undefined for one that lacks a label, or whose labels make no folder. */
export function fillOverlay(
  overlay: Mention,
  clusters: readonly Labelled[],
  what: 'folder' | 'file' = 'folder',
): { overlays: (Mention | undefined)[]; findings: Finding[] } {
  const lacking = new Map<string, string[]>();
  const bad: Finding[] = [];
  const overlays = clusters.map((cluster) => {
    let isWhole = true;
    const filled = overlay.text.replace(PLACEHOLDER, (_, label: string) => {
      const value = labelOf(cluster, label);
      if (value !== undefined) return value;
      lacking.set(label, [...(lacking.get(label) ?? []), cluster.name]);
      isWhole = false;
      return '';
    });
    if (!isWhole) return undefined;
    if (filled === overlay.text || isFolder(filled)) return { path: overlay.path, text: folderOf(filled) };
    bad.push(notAFolder(overlay, filled, cluster.name, what));
    return undefined;
  });
  const missing = [...lacking].map(([label, names]) => lacksLabel(overlay.path, label, names));
  return { overlays, findings: [...missing, ...bad] };
}

export function lacksLabel(path: Path, label: string, clusters: readonly string[]): Finding {
  const names = [...new Set(clusters)];
  return {
    path,
    message: `${listed(names)} ${names.length === 1 ? 'has' : 'have'} no label "${label}"`,
    hint: `add the label in ${SETTINGS_FILE}, or use one that each of them has`,
  };
}

const notAFolder = ({ path }: Mention, filled: string, cluster: string, what: string): Finding => ({
  path,
  message: `for ${cluster} this is "${filled}", which is not a ${what} of the repository`,
  hint: `use labels whose values are names of folders, or change those of ${cluster}`,
});

/** The same folder is the same text. */
const folderOf = (overlay: string) => overlay.replace(/\/$/, '');
