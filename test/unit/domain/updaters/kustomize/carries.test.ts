import { describe, expect, it, vi } from 'vitest';
import * as yaml from 'yaml';
import { carries } from '../../../../../src/domain/updaters/kustomize/carries.ts';
import { USUAL } from './cases.ts';

const FILE = 'kustomization.yaml';
const entry = (keys: Record<string, string | undefined>) =>
  yaml.stringify({ images: [{ name: 'checkout', ...keys }] });
const carried = { newName: USUAL.image, newTag: USUAL.tag, digest: USUAL.digest };
const carriesUsual = (text: string) => carries(text, [USUAL], FILE);

describe('an overlay carries a release', () => {
  it('if the digest and the repository are the ones released', () => {
    expect(carriesUsual(entry(carried))).toBe(true);
  });

  it('also under another tag or none: the digest decides', () => {
    expect(carriesUsual(entry({ ...carried, newTag: '1.4.2-rc1' }))).toBe(true);
    expect(carriesUsual(entry({ ...carried, newTag: undefined }))).toBe(true);
  });

  it('also if the name is the repository, or the values come by an alias or a merge key', () => {
    const image = { ...USUAL, name: USUAL.image };
    expect(carries(entry({ name: USUAL.image, digest: USUAL.digest }), [image], FILE)).toBe(true);
    const merged = `images:\n- &a {name: sidecar, newName: &n ${USUAL.image}, digest: ${USUAL.digest}}\n`;
    expect(carriesUsual(`${merged}- <<: *a\n  name: checkout\n  newName: *n\n`)).toBe(true);
  });
});

describe('an overlay does not carry a release', () => {
  it.each([
    ['without a digest: a tag can move', entry({ ...carried, digest: undefined })],
    ['with another digest', entry({ ...carried, digest: `sha256:${'0'.repeat(64)}` })],
    ['with the digest only within the tag', entry({ newName: USUAL.image, newTag: `1.4.2@${USUAL.digest}` })],
    ['with another repository', entry({ ...carried, newName: 'ecr.example/checkout' })],
    ['under the name as it stands', entry({ digest: USUAL.digest })],
    ['in an entry for another name', entry({ ...carried, name: 'Checkout' })],
    ['in two entries', yaml.stringify({ images: [1, 2].map(() => ({ name: 'checkout', ...carried })) })],
    ['that a later entry rewrites', `${entry(carried)}  - name: ${USUAL.image}\n    newTag: latest\n`],
    ['in a file that cannot be read', `${entry(carried)}\t- `],
    ['in an empty file', ''],
  ])('%s', (_, text) => {
    expect(carriesUsual(text)).toBe(false);
  });

  it('unless each of its images is carried', () => {
    const receipts = { ...USUAL, name: 'receipts' };
    expect(carries(entry(carried), [USUAL, receipts], FILE)).toBe(false);
    expect(carries(entry(carried), [], FILE)).toBe(false);
  });
});

it('does not take a defect for an answer', () => {
  const broken = { [Symbol.toPrimitive]: vi.fn() } as unknown as string;
  expect(() => carriesUsual(broken)).toThrow(TypeError);
});
