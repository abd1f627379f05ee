import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { carries } from '../../../../../src/domain/updaters/kustomize/carries.ts';
import type { EntryKey } from '../../../../../src/domain/updaters/kustomize/entries.ts';
import { readImages } from '../../../../../src/domain/updaters/kustomize/read-images.ts';
import { setImages } from '../../../../../src/domain/updaters/kustomize/set-images.ts';
import { kustomizationArb, type Template } from './kustomizations.ts';
import { AMBIGUOUS_TAGS, PLAIN_TAGS } from './scalars.ts';

const FILE = 'apps/checkout/overlays/prod/kustomization.yaml';
/** Few, since many other tests run beside these: 20,000 of each were run when this was written. */
const RUNS = { numRuns: 25 };

const ALL: EntryKey[] = ['newName', 'newTag', 'digest'];
const OLD = { newName: 'ecr.example/old', newTag: 'v0.9.0', digest: `sha256:${'0'.repeat(64)}` };

const hexArb = fc.string({ unit: fc.constantFrom(...'123456789abcdef'), minLength: 64, maxLength: 64 });
const editArb = fc.record({
  name: fc.constant('checkout'),
  image: fc.constantFrom(
    '111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout',
    'localhost:5000/a/checkout',
  ),
  tag: fc.constantFrom(...PLAIN_TAGS, ...AMBIGUOUS_TAGS),
  digest: hexArb.map((hex) => `sha256:${hex}`),
});
type Edit = typeof editArb extends fc.Arbitrary<infer T> ? T : never;

const someKeysArb = fc
  .subarray(ALL, { maxLength: 2 })
  .chain((keys) =>
    kustomizationArb(keys).map((write) => ({ missing: ALL.filter((key) => !keys.includes(key)), write })),
  );

const valuesOf = ({ image, tag, digest }: Edit): Partial<Record<EntryKey, string>> => ({
  newName: image,
  newTag: tag,
  digest,
});

/** The pair as it may have been added to an entry, with what joins it to the pair before. */
function addedPair(key: EntryKey, value: string | undefined): RegExp {
  const literal = String(value).replaceAll('.', '\\.');
  return new RegExp(`(?:, |\\r?\\n +)${key}: (["']?)${literal}\\1(?=[\\s,}]|$)`);
}

/** Lines that an added entry named newcomer may consist of, with the line break before each. */
const ADDED_LINE = /\r?\n[^\r\n]*(?:images:|newcomer|v9\.9\.9-new|sha256:f{64})[^\r\n]*/g;
const NEWCOMER = {
  name: 'newcomer',
  image: 'ecr.example/newcomer',
  tag: 'v9.9.9-new',
  digest: `sha256:${'f'.repeat(64)}`,
};

const documentsOf = (text: string) =>
  parseAllDocuments(text, { merge: true }).map((document) => document.toJS());

function expectNewcomerAdded(write: Template): string {
  const before = write(OLD);
  const after = setImages(before, [NEWCOMER], FILE);
  const { name, image, tag, digest } = NEWCOMER;
  const entry = { name, newName: image, newTag: tag, digest };
  const [root, ...others] = documentsOf(before);
  expect(documentsOf(after)).toEqual([{ ...root, images: [...(root.images ?? []), entry] }, ...others]);
  expect(carries(before, [NEWCOMER], FILE)).toBe(false);
  expect(carries(after, [NEWCOMER], FILE)).toBe(true);
  expect(setImages(after, [NEWCOMER], FILE)).toBe(after);
  return after.replaceAll(ADDED_LINE, '');
}

describe('setting an image in any kustomization', () => {
  it('writes the new values in the places of the old ones and leaves every other byte', () => {
    fc.assert(
      fc.property(kustomizationArb(ALL), editArb, (write, edit) => {
        const before = write(OLD);
        const after = setImages(before, [edit], FILE);
        expect(after).toBe(write(valuesOf(edit)));
        expect(setImages(after, [edit], FILE)).toBe(after);
        expect(carries(before, [edit], FILE)).toBe(false);
        expect(carries(after, [edit], FILE)).toBe(true);
      }),
      RUNS,
    );
  });

  it('adds missing keys: without them, the text is the one before', () => {
    fc.assert(
      fc.property(someKeysArb, editArb, ({ missing, write }, edit) => {
        const before = write(valuesOf(edit));
        const after = setImages(before, [edit], FILE);
        const reduced = missing.reduce(
          (text, key) => text.replace(addedPair(key, valuesOf(edit)[key]), ''),
          after,
        );
        expect(reduced).toBe(before);
        expect(readImages(after, FILE)).toContainEqual({ name: edit.name, ...valuesOf(edit) });
        expect(carries(after, [edit], FILE)).toBe(true);
      }),
      RUNS,
    );
  });

  it('adds a missing entry on lines of its own', () => {
    fc.assert(
      fc.property(kustomizationArb(ALL), (write) => {
        expect(expectNewcomerAdded(write)).toBe(write(OLD).replaceAll(ADDED_LINE, ''));
      }),
      RUNS,
    );
  });

  it('adds a missing list on lines of its own', () => {
    fc.assert(
      fc.property(kustomizationArb(), (write) => {
        expect(expectNewcomerAdded(write)).toBe(write(OLD));
      }),
      RUNS,
    );
  });
});
