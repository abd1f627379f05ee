import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../src/domain/pipeline/types.ts';
import type { Update } from '../../../../src/domain/updaters/address.ts';
import { applyEdit, artifactsOf, carriesEdit, editsOf } from '../../../../src/domain/updaters/edits.ts';
import { aTarget } from '../../../builders/pipeline.ts';
import { USUAL } from './cases.ts';

const CART = { ...USUAL, name: 'cart', image: 'ecr.example/cart', tag: '3.0.0' };
const tagOf = (artifact: string, file: string): Update => ({
  artifact,
  file,
  address: { kind: 'values', at: { tag: `${artifact}.tag` } },
});
const target = (cluster: string, updates?: Update[]): Target => ({
  ...aTarget(cluster),
  ...(updates && { updates }),
});

describe('the edits of a wave', () => {
  it('are the kustomizations of its overlays, each once', () => {
    const twice = { ...target('b'), overlay: target('a').overlay };
    expect(editsOf([target('a'), twice], [USUAL, CART])).toEqual([
      { overlay: 'apps/checkout/overlays/a', images: [USUAL, CART] },
    ]);
  });

  it('are one for each file; an artifact that no update is for is in the overlay', () => {
    const updates = [tagOf('checkout', 'x.yaml'), tagOf('checkout', 'y.yaml'), tagOf('gone', 'z.yaml')];
    const edits = editsOf([target('a', updates)], [USUAL, CART]);
    expect(edits).toEqual([
      { overlay: 'apps/checkout/overlays/a', images: [CART] },
      ...['x.yaml', 'y.yaml'].map((file, index) => ({
        overlay: 'apps/checkout/overlays/a',
        file,
        updates: [{ address: updates[index]?.address, artifact: USUAL }],
      })),
    ]);
    expect(edits.flatMap(artifactsOf)).toEqual([CART, USUAL, USUAL]);
  });

  it('put several artifacts into one file, and it carries the release when it has them all', () => {
    const updates = [tagOf('checkout', 'v.yaml'), tagOf('cart', 'v.yaml')];
    const [edit, ...others] = editsOf([target('a', updates)], [USUAL, CART]);
    if (edit === undefined) throw new Error('No edit.');
    expect(others).toEqual([]);
    const before = 'checkout: { tag: a }\ncart: { tag: 3.0.0 }\n';
    expect(carriesEdit(before, edit, 'v.yaml')).toBe(false);
    const after = applyEdit(before, edit, 'v.yaml');
    expect(after).toBe('checkout: { tag: 1.4.2 }\ncart: { tag: 3.0.0 }\n');
    expect(carriesEdit(after, edit, 'v.yaml')).toBe(true);
  });
});
