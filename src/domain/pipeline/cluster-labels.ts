import { SETTINGS_FILE } from '../../contract.ts';
import type { Complaint } from './complaint.ts';
import { suggest } from './nearest.ts';
import type { Finding, Path } from './source.ts';
import type { Cluster } from './types.ts';

/** The label that every cluster has without saying so: its name. */
export const NAME_LABEL = 'cluster';

export type Labelled = Pick<Cluster, 'name' | 'labels'>;

export const labelOf = ({ name, labels }: Labelled, label: string): string | undefined =>
  label === NAME_LABEL ? name : Object.hasOwn(labels, label) ? labels[label] : undefined;

/** The clusters that have all the labels, by name. */
export const selectClusters = <C extends Labelled>(
  clusters: readonly C[],
  labels: Record<string, string>,
): C[] =>
  clusters
    .filter((cluster) => Object.entries(labels).every(([label, value]) => labelOf(cluster, label) === value))
    .sort(byName);

const byName = (a: Labelled, b: Labelled) => (a.name < b.name ? -1 : Number(a.name > b.name));

/** Why no cluster has all the labels. */
export function whyNoneMatches(clusters: readonly Labelled[], labels: Record<string, string>): Complaint {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}: ${value}`);
  const message = `no cluster matches { ${wanted.join(', ')} }`;
  for (const [label, value] of Object.entries(labels)) {
    const values = new Set(clusters.flatMap((cluster) => labelOf(cluster, label) ?? []));
    if (values.size === 0) return { message, hint: suggest(label, labelsOf(clusters), LABEL_CLUSTERS) };
    if (!values.has(value)) return { message, hint: suggest(value, [...values], LABEL_CLUSTERS) };
  }
  return { message, hint: 'no cluster has all of these labels at once: leave one out' };
}

export const unknownClusters = (path: Path): Finding => ({
  path,
  message: `the clusters and their labels are not known while ${SETTINGS_FILE} is missing or has problems`,
  hint: `repair ${SETTINGS_FILE}`,
});

const LABEL_CLUSTERS = `label clusters in ${SETTINGS_FILE}`;

const labelsOf = (clusters: readonly Labelled[]): string[] => [
  ...new Set(clusters.flatMap(({ labels }) => Object.keys(labels))),
];
