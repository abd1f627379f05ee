import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Address } from '../../../../src/domain/updaters/address.ts';
import { EditRefusedError } from '../../../../src/domain/updaters/text/errors.ts';
import {
  applyUpdate,
  carriesUpdate,
  readUpdate,
  valuesWritten,
} from '../../../../src/domain/updaters/updaters.ts';
import { CASES, USUAL } from './cases.ts';

function errorOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

const outcomes = (key: 'after' | 'refused') =>
  CASES.flatMap(({ [key]: outcome, ...rest }) => (outcome === undefined ? [] : [{ ...rest, outcome }]));

/** What an independent parser reads, document by document. */
function parserReads(file: string, text: string): unknown[] {
  if (file.endsWith('.json')) return [JSON.parse(text.replace('\uFEFF', ''))];
  return [...parseAllDocuments(text, { merge: true })].map((document) => document.toJS());
}

function put(data: unknown, way: readonly (string | number)[], value: string): void {
  const [key = '', ...rest] = way;
  const holder = data as Record<string | number, unknown>;
  if (rest.length === 0) holder[key] = value;
  else put(holder[key], rest, value);
}

describe('a file that can be edited', () => {
  it.each(outcomes('after'))('$name', ({ file, before, address, intent, sets, outcome: after }) => {
    expect(applyUpdate(before, address, intent, file)).toBe(after);
    expect(applyUpdate(after, address, intent, file)).toBe(after);
    const intended = parserReads(file, before);
    for (const [way, value] of sets) put(intended, way, value);
    expect(parserReads(file, after)).toEqual(intended);
    expect(carriesUpdate(after, address, intent, file)).toBe(true);
    expect(carriesUpdate(before, address, intent, file)).toBe(before === after);
    expect(valuesWritten(before, { address, file, artifact: 'checkout' })).toHaveLength(
      readUpdate(after, address, file).length,
    );
  });
});

describe('a file that cannot be edited safely', () => {
  it.each(outcomes('refused'))('$name', ({ file, before, address, intent, outcome: wanted }) => {
    const error = errorOf(() => applyUpdate(before, address, intent, file));
    expect(error).toBeInstanceOf(EditRefusedError);
    const { message } = error as EditRefusedError;
    const shown = wanted.endsWith('*') ? `${message.slice(0, wanted.length - 1)}*` : message;
    expect(shown).toBe(wanted);
    expect(carriesUpdate(before, address, intent, file)).toBe(false);
  });

  it('is told from the table: every case has one outcome, and there are many', () => {
    const odd = CASES.filter(({ after, refused }) => (after === undefined) === (refused === undefined));
    expect(odd).toEqual([]);
    expect(outcomes('after').length).toBeGreaterThanOrEqual(40);
    expect(outcomes('refused').length).toBeGreaterThanOrEqual(20);
  });
});

const TAG: Address = { kind: 'values', at: { tag: 'tag' } };
const IMAGE: Address = { kind: 'values', at: { image: 'image' } };
const DIGEST: Address = { kind: 'values', at: { tag: 'tag', digest: 'digest' } };
const REPOSITORY: Address = { kind: 'values', at: { repository: 'repository' } };

describe('what a file carries', () => {
  it.each<[string, Address, string, boolean]>([
    ['a tag alone, where nothing else is written', TAG, 'tag: 1.4.2', true],
    ['another tag', TAG, 'tag: 1.4.1', false],
    ['a number for a tag', TAG, 'tag: 14', false],
    ['a tag with another digest behind it', TAG, `tag: 1.4.2@sha256:${'0'.repeat(64)}`, false],
    ['a tag with the digest', TAG, `tag: old@${USUAL.digest}`, true],
    [
      'a whole reference without digest, which a moved tag would change',
      IMAGE,
      `image: ${USUAL.image}:1.4.2`,
      false,
    ],
    ['a whole reference whose tag is another', IMAGE, `image: ${USUAL.image}:x@${USUAL.digest}`, true],
    ['a whole reference of another repository', IMAGE, `image: a/b:1.4.2@${USUAL.digest}`, false],
    ['what is no reference', IMAGE, 'image: "a b"', false],
    ['the digest without the tag', DIGEST, `tag: old\ndigest: ${USUAL.digest}`, false],
    ['an empty repository', REPOSITORY, 'repository: ""', false],
    ['the repository of a chart', REPOSITORY, `repository: oci://${USUAL.image}`, true],
    ['an address that leads nowhere', TAG, 'image: 1.4.2', false],
    ['no YAML', TAG, 'tag: "', false],
  ])('%s', (_, address, text, expected) => {
    expect(carriesUpdate(text, address, USUAL, 'values.yaml')).toBe(expected);
  });

  it('is read value by value', () => {
    const text = `tag: 1.4.2@${USUAL.digest}\nimage: a/b:1\nrepository: oci://a/c\nversion: 1.0.0+2\n`;
    const at = { image: 'image', repository: 'repository', tag: 'tag', version: 'version', url: 'image' };
    expect(readUpdate(text, { kind: 'values', at }, 'values.yaml')).toEqual([
      { repository: 'a/b', tag: '1' },
      { repository: 'a/c' },
      { tag: '1.4.2', digest: USUAL.digest },
      { tag: '1.0.0_2' },
      {},
    ]);
  });

  it('is read of a kustomization entry by entry', () => {
    const text = 'kind: Kustomization\nimages:\n- name: a\n  newTag: "1"\n- name: b\n';
    const read = (name: string) => readUpdate(text, { kind: 'kustomize', name }, 'kustomization.yaml');
    expect(read('a')).toEqual([{ repository: 'a', tag: '1' }]);
    expect(read('b')).toEqual([{ repository: 'b' }]);
    expect(read('c')).toEqual([]);
  });
});

describe('an address that nobody should have let through', () => {
  it.each<[Address, string]>([
    [{ kind: 'values', at: { tag: 'a..b' } }, '"a..b" is no path. Correct the pipeline file.'],
    [{ kind: 'json', at: { tag: 'tag' } }, '"tag" is no path. Correct the pipeline file.'],
  ])('%j is refused', (address, message) => {
    expect(() => applyUpdate('{"tag":"1"}', address, USUAL, 'f')).toThrow(message);
  });

  it('passes on what is no refusal', () => {
    const broken = { kind: 'values', at: null } as unknown as Address;
    expect(() => carriesUpdate('tag: 1', broken, USUAL, 'f')).toThrow(TypeError);
  });
});

it('refuses a git tag that no file could hold, and takes what git allows besides', () => {
  const git = { ...USUAL, image: 'arn:aws:codecommit:eu-west-1:111122223333:c', digest: 'c'.repeat(40) };
  expect(applyUpdate('tag: 1', TAG, { ...git, tag: 'release/1.0+7' }, 'f')).toBe('tag: release/1.0+7');
  for (const wrong of [{ tag: 'a b' }, { tag: '"' }, { digest: USUAL.digest }])
    expect(() => applyUpdate('tag: 1', TAG, { ...git, ...wrong }, 'f')).toThrow('cannot be written');
});

it('refuses a release that no file could hold', () => {
  expect(() => applyUpdate('tag: 1', TAG, { ...USUAL, tag: 'a b' }, 'f')).toThrow('cannot be written');
});
