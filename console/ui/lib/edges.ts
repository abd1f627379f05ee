import type { GraphEdge } from './graph.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface EdgePath {
  readonly from: string;
  readonly to: string;
  /** Of an SVG path. */
  readonly line: string;
  /** The arrow's head, as an SVG path that is filled. */
  readonly head: string;
}

/** Where an edge meets a stage, from its top: the middle of its heading. In pixels, as is all of this file. */
const PORT = 26;
const HEAD = 6;
/** Between lanes of edges that pass by other stages. */
const LANE = 12;

export type Direction = 'right' | 'down';

/**
 * Lines between stages whose boxes are known. `right`: layers side by side, edges that span several layers take a
 * lane above all stages. `down`: stages stand one below another in `order`, edges that pass by one take a lane left
 * of them.
 */
export function routeEdges(
  edges: readonly GraphEdge[],
  boxes: ReadonlyMap<string, Box>,
  direction: Direction,
  order: readonly string[],
): EdgePath[] {
  let lane = 0;
  return edges.flatMap((edge) => {
    const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
    if (from === undefined || to === undefined) return [];
    const ends = { from: edge.from, to: edge.to };
    if (!passesBy(edge, direction, order))
      return { ...ends, ...(direction === 'right' ? across(from, to) : below(from, to)) };
    lane += 1;
    return { ...ends, ...(direction === 'right' ? above(from, to, lane) : beside(from, to, lane)) };
  });
}

/** The room that lanes need, in pixels. */
export function laneRoom(
  edges: readonly GraphEdge[],
  direction: Direction,
  order: readonly string[],
): number {
  return edges.filter((edge) => passesBy(edge, direction, order)).length * LANE;
}

function passesBy({ from, to, span }: GraphEdge, direction: Direction, order: readonly string[]): boolean {
  return direction === 'right' ? span > 1 : order.indexOf(to) - order.indexOf(from) !== 1;
}

type Drawn = Pick<EdgePath, 'line' | 'head'>;

function across(from: Box, to: Box): Drawn {
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + PORT, to.x, to.y + PORT];
  const middle = (x1 + x2) / 2;
  return {
    line: `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2 - HEAD} ${y2}`,
    head: rightwards(x2, y2),
  };
}

function below(from: Box, to: Box): Drawn {
  const x = to.x + PORT;
  return { line: `M${x} ${from.y + from.height}V${to.y - HEAD}`, head: downwards(x, to.y) };
}

function above(from: Box, to: Box, lane: number): Drawn {
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + PORT, to.x, to.y + PORT];
  const y = lane * LANE - LANE / 2;
  const bend = 15;
  const out = `C${x1 + bend} ${y1} ${x1} ${y} ${x1 + bend} ${y}`;
  const back = `C${x2 - HEAD} ${y} ${x2 - bend - HEAD} ${y2} ${x2 - HEAD} ${y2}`;
  return { line: `M${x1} ${y1}${out}H${x2 - bend - HEAD}${back}`, head: rightwards(x2, y2) };
}

function beside(from: Box, to: Box, lane: number): Drawn {
  const [x1, y1, x2, y2] = [from.x, from.y + PORT, to.x, to.y + PORT];
  const x = lane * LANE - LANE / 2;
  const bend = Math.min(12, x1 - x);
  const out = `H${x + bend}Q${x} ${y1} ${x} ${y1 + bend}`;
  const back = `V${y2 - bend}Q${x} ${y2} ${x + bend} ${y2}H${x2 - HEAD}`;
  return { line: `M${x1} ${y1}${out}${back}`, head: rightwards(x2, y2) };
}

const rightwards = (x: number, y: number): string => `M${x} ${y}l${-HEAD - 2} ${-HEAD / 1.5}v${HEAD / 0.75}z`;
const downwards = (x: number, y: number): string => `M${x} ${y}l${-HEAD / 1.5} ${-HEAD - 2}h${HEAD / 0.75}z`;
