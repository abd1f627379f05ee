import { describe, expect, it } from 'vitest';
import { type Box, laneRoom, routeEdges } from '../../../../../console/ui/lib/edges.ts';

const edges = [
  { from: 'dev', to: 'staging', span: 1 },
  { from: 'staging', to: 'prod', span: 1 },
  { from: 'dev', to: 'prod', span: 2 },
];
const order = ['dev', 'staging', 'prod'];
const size = { width: 200, height: 100 };
const sideBySide = new Map<string, Box>(
  order.map((name, index) => [name, { x: index * 240, y: 12, ...size }]),
);
const stacked = new Map<string, Box>(order.map((name, index) => [name, { x: 12, y: index * 130, ...size }]));

/** Where a path begins, and where its head points to. */
const ends = ({ line, head }: { line: string; head: string }) =>
  [line, head].map((path) => /^M([\d.]+) ([\d.]+)/.exec(path)?.slice(1).map(Number));

describe('edges of stages side by side', () => {
  const [first, , long] = routeEdges(edges, sideBySide, 'right', order);

  it('go from the right side of a heading to the left side of the next', () => {
    expect(ends(first!)).toEqual([
      [200, 38],
      [240, 38],
    ]);
  });

  it('take a lane above the stages that they pass by', () => {
    expect(ends(long!)).toEqual([
      [200, 38],
      [480, 38],
    ]);
    expect(long!.line).toMatch(/ 6H/);
    expect(laneRoom(edges, 'right', order)).toBe(12);
  });
});

describe('edges of stages one below another', () => {
  const [first, , long] = routeEdges(edges, stacked, 'down', order);

  it('go from the bottom of a stage to the top of the next', () => {
    expect(ends(first!)).toEqual([
      [38, 100],
      [38, 130],
    ]);
  });

  it('take a lane left of the stages that they pass by', () => {
    expect(ends(long!)).toEqual([
      [12, 26],
      [12, 286],
    ]);
    expect(long!.line).toContain('Q6 26 6 32');
    expect(laneRoom(edges, 'down', order)).toBe(12);
  });
});

it('leaves out edges of stages that are not drawn', () => {
  expect(routeEdges(edges, new Map(), 'right', order)).toEqual([]);
});
