import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { patched, patchedSpec } from '../../../../scenarios/run/patch.ts';

describe('a patch', () => {
  const stages = [
    { name: 'dev', soak: '1m' },
    { name: 'prod', soak: '1h', gates: ['a', 'b'] },
  ];

  it('changes one field of one entry of a named list and leaves the order', () => {
    expect(patched({ stages }, { stages: { dev: { soak: '5m' } } })).toEqual({
      stages: [{ name: 'dev', soak: '5m' }, stages[1]],
    });
  });

  it('adds what is not there, takes away what is null, and replaces anything else', () => {
    expect(
      patched(stages, { test: { after: ['dev'] }, dev: null, prod: { gates: ['c'], soak: null } }),
    ).toEqual([
      { name: 'prod', gates: ['c'] },
      { name: 'test', after: ['dev'] },
    ]);
  });

  it('begins a map where there was none', () => {
    expect(patched({}, { health: { grace: '0s' } })).toEqual({ health: { grace: '0s' } });
  });

  it('applies below the spec of a file', () => {
    const text = patchedSpec('kind: Settings\nspec: { people: [{ name: anna }] }\n', { people: { ben: {} } });
    expect(parse(text)).toEqual({ kind: 'Settings', spec: { people: [{ name: 'anna' }, { name: 'ben' }] } });
  });
});
