/** A stage as the graph sees it. */
export interface GraphNode {
  readonly name: string;
  readonly after: readonly string[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Layers from one end to the other; more than 1 passes by others. */
  readonly span: number;
}

/**
 * Stages by layer: each stands one layer after the last of those it comes after. Within a layer stages stand
 * opposite what they come after, else in the order of the file.
 */
export function layersOf(nodes: readonly GraphNode[]): string[][] {
  const depths = depthsOf(nodes);
  const layers: string[][] = [];
  for (const { name } of nodes) {
    const depth = depths.get(name) ?? 0;
    layers[depth] = [...(layers[depth] ?? []), name];
  }
  const after = new Map(nodes.map((node) => [node.name, node.after]));
  const rows = new Map<string, number>();
  return layers.map((layer) => {
    const sorted = layer
      .map((name, index) => ({ name, place: meanRow(after.get(name) ?? [], rows) ?? index }))
      .sort((a, b) => a.place - b.place)
      .map(({ name }) => name);
    for (const [row, name] of sorted.entries()) rows.set(name, row);
    return sorted;
  });
}

export function edgesOf(nodes: readonly GraphNode[]): GraphEdge[] {
  const depths = depthsOf(nodes);
  return nodes.flatMap(({ name, after }) =>
    after
      .filter((before) => depths.has(before))
      .map((before) => ({
        from: before,
        to: name,
        span: (depths.get(name) ?? 0) - (depths.get(before) ?? 0),
      })),
  );
}

/** The longest way from a first stage. A name that is no stage, and a way back into a cycle, do not count. */
export function depthsOf(nodes: readonly GraphNode[]): Map<string, number> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const depths = new Map<string, number>();
  const visit = (name: string, path: ReadonlySet<string>): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const here = new Set([...path, name]);
    const before = (byName.get(name)?.after ?? []).filter((other) => byName.has(other) && !here.has(other));
    const depth = Math.max(-1, ...before.map((other) => visit(other, here))) + 1;
    depths.set(name, depth);
    return depth;
  };
  for (const { name } of nodes) visit(name, new Set());
  return depths;
}

function meanRow(names: readonly string[], rows: ReadonlyMap<string, number>): number | undefined {
  const known = names.flatMap((name) => rows.get(name) ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, row) => sum + row, 0) / known.length;
}
