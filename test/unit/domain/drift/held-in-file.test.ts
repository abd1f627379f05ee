import { describe, expect, it } from 'vitest';
import { heldInFile, sayPromoted } from '../../../../src/domain/drift/held-in-file.ts';
import type { Edit } from '../../../../src/domain/updaters/edits.ts';
import { aDigest, IMAGE } from '../../../builders/pipeline.ts';
import { anOverlay } from '../../../fakes/fleet.ts';

const artifact = { name: 'checkout', image: IMAGE, tag: '1.0.0', digest: aDigest('a') };
const overlay: Edit = { overlay: 'o', images: [artifact] };
const held = (text: string | undefined, edit: Edit = overlay) =>
  heldInFile(text, edit, 'o/kustomization.yaml');

describe('what a kustomization holds', () => {
  it('is told by tag and digest, and known by the digest', () => {
    expect(held(anOverlay('1.1.0', aDigest('b')))).toMatchObject({
      carries: false,
      sentence: 'checkout 1.1.0 (sha256:bbbbbbbbbbbb)',
      artifacts: [{ name: 'checkout', image: IMAGE, digest: aDigest('b') }],
    });
    expect(held(anOverlay('1.0.0', aDigest('a'))).carries).toBe(true);
    expect(sayPromoted([artifact])).toBe('checkout 1.0.0 (sha256:aaaaaaaaaaaa)');
  });

  it('is the same whatever else the file says', () => {
    const text = anOverlay('1.1.0', aDigest('b'));
    expect(held(`${text}namespace: shop\n`).key).toBe(held(text).key);
    expect(held(anOverlay('1.1.1', aDigest('b'))).key).not.toBe(held(text).key);
  });

  it('of another repository is no release of ours', () => {
    const { sentence, artifacts } = held(anOverlay('1.1.0', aDigest('b')).replace(IMAGE, 'ghcr.io/shop'));
    expect([sentence, artifacts]).toEqual([
      'checkout from ghcr.io/shop 1.1.0 (sha256:bbbbbbbbbbbb)',
      undefined,
    ]);
  });

  it.each([
    [undefined, 'o/kustomization.yaml cannot be read'],
    ['resources: []', 'checkout without a value'],
    ['images: [', expect.stringMatching(/^o\/kustomization.yaml:1/)],
  ])('can be nothing: %j', (text, sentence) => {
    expect(held(text)).toMatchObject({ carries: false, sentence });
    expect(held(text).artifacts).toBeUndefined();
  });
});

it('holds what any updater reads', () => {
  const edit: Edit = {
    overlay: 'o',
    file: 'o/values.yaml',
    updates: [{ address: { kind: 'values', at: { tag: 'image.tag' } }, artifact }],
  };
  expect(held('image: { tag: 1.2.3 }', edit)).toMatchObject({ carries: false, sentence: 'checkout 1.2.3' });
  expect(held('image: { tag: 1.0.0 }', edit)).toMatchObject({ carries: true, sentence: 'checkout 1.0.0' });
});

it('takes no defect for a file that is refused', () => {
  const broken = {
    overlay: 'o',
    get images(): never {
      throw new TypeError('a defect');
    },
  };
  expect(() => held('', broken)).toThrow('a defect');
});
