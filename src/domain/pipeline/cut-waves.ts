import { type Labelled, labelOf, unknownClusters } from './cluster-labels.ts';
import { lacksLabel } from './fill-overlay.ts';
import { suggest } from './nearest.ts';
import type { Mention } from './place.ts';
import { repeats } from './repeats.ts';
import type { Finding } from './source.ts';
import type { CutOutline, TargetOutline } from './targets-outline.ts';
import { waveSizes } from './wave-sizes.ts';

interface Cut {
  waves: TargetOutline[][];
  findings: Finding[];
}

/** Cuts the targets of a stage into waves, by the values of a label or by size. */
export function cutWaves(
  targets: readonly TargetOutline[],
  { by, order, sizes }: CutOutline,
  clusters: readonly Labelled[] | undefined,
): Cut {
  if (by !== undefined) return cutByLabel(targets, by, order, clusters);
  let start = 0;
  const waves = waveSizes(sizes, targets.length).map((size) => {
    start += size;
    return targets.slice(start - size, start);
  });
  return { waves, findings: [] };
}

/** Values in the order given, then those that it leaves out by the alphabet, each a wave of its own. */
function cutByLabel(
  targets: readonly TargetOutline[],
  by: Mention,
  order: readonly Mention[],
  clusters: readonly Labelled[] | undefined,
): Cut {
  if (clusters === undefined) return { waves: [], findings: [unknownClusters(by.path)] };
  const byName = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  const byValue = new Map<string, TargetOutline[]>();
  // They are a problem, of their label or of their cluster. As a wave they are looked at like the others.
  const unplaced: TargetOutline[] = [];
  const lacking: string[] = [];
  for (const target of targets) {
    const cluster = byName.get(target.cluster?.text ?? '');
    const value = cluster && labelOf(cluster, by.text);
    if (value !== undefined) byValue.set(value, [...(byValue.get(value) ?? []), target]);
    else unplaced.push(target);
    if (cluster !== undefined && value === undefined) lacking.push(cluster.name);
  }
  const values = [...byValue.keys()].sort();
  const inOrder = new Set([...order.map(({ text }) => text), ...values]);
  return {
    waves: [...[...inOrder].map((value) => byValue.get(value) ?? []), unplaced].filter(
      ({ length }) => length > 0,
    ),
    findings: [
      ...(lacking.length > 0 ? [lacksLabel(by.path, by.text, lacking)] : []),
      ...order.flatMap((value) => unusedValue(value, by.text, values)),
      ...repeats(order, (text) => ({ message: `"${text}" is named twice`, hint: 'remove one of the two' })),
    ],
  };
}

/** A value that is misspelt would send its clusters into the last wave. */
function unusedValue({ text, path }: Mention, label: string, values: readonly string[]): Finding[] {
  if (values.includes(text)) return [];
  const message = `no target of the stage has ${label} "${text}"`;
  return [{ path, message, hint: suggest(text, values, 'remove it') }];
}
