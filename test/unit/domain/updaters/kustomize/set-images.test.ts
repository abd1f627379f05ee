import { describe, expect, it } from 'vitest';
import type { Intent } from '../../../../../src/domain/updaters/intent.ts';
import { carries } from '../../../../../src/domain/updaters/kustomize/carries.ts';
import { readImages } from '../../../../../src/domain/updaters/kustomize/read-images.ts';
import { setImages } from '../../../../../src/domain/updaters/kustomize/set-images.ts';
import { EditRefusedError } from '../../../../../src/domain/updaters/text/errors.ts';
import { CASES, USUAL } from './cases.ts';

const FILE = 'kustomization.yaml';

function errorOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

const refusalOf = (edits: readonly Intent[], text = 'images: []') =>
  errorOf(() => setImages(text, edits, FILE));

const outcomes = (key: 'after' | 'refused') =>
  CASES.flatMap(({ [key]: outcome, ...rest }) => (outcome === undefined ? [] : [{ ...rest, outcome }]));

describe('an overlay that can be edited', () => {
  it.each(outcomes('after'))('$name', ({ before, edits, outcome: after }) => {
    expect(setImages(before, edits, FILE)).toBe(after);
    expect(setImages(after, edits, FILE)).toBe(after);
    expect(carries(after, edits, FILE)).toBe(true);
    expect(carries(before, edits, FILE)).toBe(before === after);
    const pairs = readImages(after, FILE).map(({ newTag, digest }) => `${newTag}@${digest}`);
    expect(pairs).toEqual(expect.arrayContaining(edits.map(({ tag, digest }) => `${tag}@${digest}`)));
  });
});

describe('an overlay that cannot be edited safely', () => {
  it.each(outcomes('refused'))('$name', ({ before, edits, outcome: message }) => {
    const error = refusalOf(edits, before);
    expect(error).toBeInstanceOf(EditRefusedError);
    const { name, file, line, column } = error as EditRefusedError;
    expect(error).toMatchObject({ name: 'EditRefusedError', message });
    expect(`${name} ${message}`).toContain(`${name} ${file}:${line}:${column}: `);
    expect(carries(before, edits, FILE)).toBe(false);
  });

  it('is told from the table: every case has one outcome, and there are many', () => {
    expect(CASES.filter(({ after, refused }) => (after === undefined) === (refused === undefined))).toEqual(
      [],
    );
    expect(outcomes('after').length).toBeGreaterThan(35);
    expect(outcomes('refused').length).toBeGreaterThan(35);
  });
});

describe('an edit that no overlay could carry', () => {
  it.each([
    ['name', 'check out'],
    ['name', '(.*)'],
    ['name', ''],
    ['image', 'ecr.example/checkout@sha256:00'],
    ['image', 'ecr.example/checkout\nkind: Secret'],
    ['tag', '1.4.2 # latest'],
    ['tag', '-1'],
    ['tag', 'v'.repeat(129)],
    ['digest', 'sha256:abc'],
    ['digest', `sha512:${'0'.repeat(64)}`],
    ['digest', `sha256:${'A'.repeat(64)}`],
    ['digest', `sha256:${'0'.repeat(64)}\n`],
  ])('is refused for its %s %j', (part, value) => {
    expect(refusalOf([{ ...USUAL, [part]: value }])).toMatchObject({
      name: 'EditRefusedError',
      line: 1,
      column: 1,
      message: expect.stringContaining(
        `the release's ${part} ${JSON.stringify(value)} cannot be written: use`,
      ),
    });
  });

  it('is refused if two edits are for one name', () => {
    expect(refusalOf([USUAL, { ...USUAL, tag: '1.4.3' }])).toMatchObject({
      message: expect.stringContaining('two artifacts are named checkout'),
    });
  });
});

describe('entries that work on one another', () => {
  it('are refused also if they are added together', () => {
    const chained = { ...USUAL, name: USUAL.image, image: 'ecr.example/other' };
    expect(refusalOf([USUAL, chained])).toMatchObject({
      message: `${FILE}:1:9: images[1] applies to checkout too, or may. Remove it, or name the images one by one.`,
    });
  });

  it('are left alone if they only share the beginning of a name', () => {
    const text = 'images:\n- name: check\n  newName: a\n- name: checkout-worker\n  newName: b\n';
    expect(setImages(text, [USUAL], FILE)).toContain('\n- name: checkout\n');
  });

  it('are refused if one takes a tag of the image away', () => {
    const text =
      'images:\n- name: checkout:old\n  newName: a\n- name: checkout@sha256:00\n- name: checkout\n';
    expect(refusalOf([USUAL], text)).toMatchObject({ message: expect.stringContaining('images[0] applies') });
  });

  it('are left alone if one before sets only the tag, which is set again', () => {
    const text = 'images:\n- name: check.ut\n  newTag: old\n- name: checkout\n';
    expect(carries(setImages(text, [USUAL], FILE), [USUAL], FILE)).toBe(true);
  });
});

it('keeps the reason of a refusal', () => {
  const error = refusalOf([USUAL], 'images:\n- ? name\n  : checkout\n');
  expect((error as Error).cause).toMatchObject({ message: expect.stringContaining('not valid YAML') });
});
