import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depthsOf, edgesOf, layersOf } from '../../../../../console/ui/lib/graph.ts';

const node = (name: string, ...after: string[]) => ({ name, after });

const diamond = [
  node('dev'),
  node('load', 'dev'),
  node('staging', 'dev'),
  node('prod', 'staging', 'load', 'dev'),
];

describe('the layers of a pipeline', () => {
  it('put a stage after the last of those it comes after', () => {
    expect(layersOf(diamond)).toEqual([['dev'], ['load', 'staging'], ['prod']]);
  });

  it('put stages opposite what they come after', () => {
    const crossed = [node('a'), node('b'), node('after-b', 'b'), node('after-a', 'a')];
    expect(layersOf(crossed)).toEqual([
      ['a', 'b'],
      ['after-a', 'after-b'],
    ]);
  });

  it('ignore names that are no stage, and end on a cycle', () => {
    expect(layersOf([node('a', 'nowhere')])).toEqual([['a']]);
    expect(
      layersOf([node('a', 'b'), node('b', 'a')])
        .flat()
        .sort(),
    ).toEqual(['a', 'b']);
    expect(layersOf([node('a', 'a')])).toEqual([['a']]);
  });

  it('hold every stage once, and every edge leads to a later layer', () => {
    const acyclic = fc.array(fc.array(fc.nat(20)), { maxLength: 12 }).map((befores) =>
      befores.map((picks, index) => ({
        name: `s${index}`,
        after: [...new Set(picks.filter((pick) => pick < index))].map((pick) => `s${pick}`),
      })),
    );
    fc.assert(
      fc.property(acyclic, (nodes) => {
        expect(layersOf(nodes).flat().sort()).toEqual(nodes.map(({ name }) => name).sort());
        expect(edgesOf(nodes).every(({ span }) => span >= 1)).toBe(true);
        expect(edgesOf(nodes)).toHaveLength(nodes.reduce((sum, { after }) => sum + after.length, 0));
      }),
    );
  });
});

describe('the edges of a pipeline', () => {
  it('say how many layers they span', () => {
    expect(edgesOf(diamond)).toEqual([
      { from: 'dev', to: 'load', span: 1 },
      { from: 'dev', to: 'staging', span: 1 },
      { from: 'staging', to: 'prod', span: 1 },
      { from: 'load', to: 'prod', span: 1 },
      { from: 'dev', to: 'prod', span: 2 },
    ]);
    expect(depthsOf(diamond).get('prod')).toBe(2);
  });
});
