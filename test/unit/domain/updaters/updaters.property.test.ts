import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Address } from '../../../../src/domain/updaters/address.ts';
import type { Intent } from '../../../../src/domain/updaters/intent.ts';
import { applyUpdate, carriesUpdate } from '../../../../src/domain/updaters/updaters.ts';
import { AMBIGUOUS_TAGS, PLAIN_TAGS, quoteArb, written } from './kustomize/scalars.ts';

/** Few, since many other tests run beside these: 1,500 of each were run when this was written. */
const RUNS = { numRuns: 20 };

const hexArb = fc.string({ unit: fc.constantFrom(...'123456789abcdef'), minLength: 64, maxLength: 64 });
const intentArb: fc.Arbitrary<Intent> = fc.record({
  name: fc.constant('checkout'),
  image: fc.constantFrom(
    '111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout',
    'localhost:5000/a/checkout',
  ),
  tag: fc.constantFrom(...PLAIN_TAGS, ...AMBIGUOUS_TAGS),
  digest: hexArb.map((hex) => `sha256:${hex}`),
});

const gitArb: fc.Arbitrary<Intent> = fc.record({
  name: fc.constant('config'),
  image: fc.constant('arn:aws:codecommit:eu-west-1:111122223333:shop-config'),
  tag: fc.constantFrom(...PLAIN_TAGS, ...AMBIGUOUS_TAGS, 'release/1.0', '1.0.0+7'),
  digest: hexArb.map((hex) => hex.slice(24)),
});

/** Anything a person might type, except what ends a line in some YAML. */
const commentArb = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => `# ${text.replace(/[\p{C}\p{Zl}\p{Zp}\uFFFD]/gu, '')}`);
const noiseArb = fc.array(
  fc.oneof(commentArb, fc.constant(''), fc.constant('x-other: &other { a: "1", b: [~, 2] }')),
  {
    maxLength: 1,
  },
);

/** What differs between two ways of writing the same file. */
const dressArb = fc.record({
  above: noiseArb,
  below: fc.oneof(fc.constant(''), commentArb, fc.constant('--- { other: document }')),
  behind: fc.oneof(
    fc.constant(''),
    commentArb.map((comment) => `  ${comment}`),
  ),
  gap: fc.integer({ min: 1, max: 3 }).map((width) => ' '.repeat(width)),
  newline: fc.constantFrom('\n', '\r\n'),
  mark: fc.constantFrom('', '\uFEFF'),
  final: fc.boolean(),
  anchor: fc.constantFrom('', '&a1 '),
  quotes: fc.array(quoteArb, { minLength: 3, maxLength: 3 }),
});
type Dress = typeof dressArb extends fc.Arbitrary<infer T> ? T : never;

/** The values of an address, in a file with `@0`, `@1`, `@2` in their places. */
interface Shape {
  readonly address: Address;
  readonly lines: readonly string[];
  readonly values: (intent: Intent) => readonly string[];
  readonly old: readonly string[];
  /** A comment behind the value is part of the address. */
  readonly marked?: boolean;
  /** What is written, unless it is an image. */
  readonly intents?: fc.Arbitrary<Intent>;
}

const reference = ({ image, tag, digest }: Intent) => `${image}:${tag}@${digest}`;
const POD = ['apiVersion: v1', 'kind: Pod', 'metadata: { name: web }', 'spec:', '  containers:'];
const RELEASE = ['apiVersion: helm.toolkit.fluxcd.io/v2', 'kind: HelmRelease', 'spec:'];
const SOURCE = (kind: string) => ['apiVersion: source.toolkit.fluxcd.io/v1', `kind: ${kind}`, 'spec:'];
const APPLICATION = ['apiVersion: argoproj.io/v1alpha1', 'kind: Application', 'spec:', '  source:'];

const SHAPES: Readonly<Record<string, Shape>> = {
  container: {
    address: { kind: 'container', container: 'web' },
    lines: [...POD, '  - name: web', '    image: @0', '  - { name: b, image: b }'],
    values: (intent) => [reference(intent)],
    old: ['ecr.example/old:1'],
  },
  image: {
    address: {
      kind: 'image',
      names: [
        'ecr.example/old',
        'localhost:5000/a/checkout',
        '111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout',
      ],
    },
    lines: [...POD, '  - image: @0', '    name: x', '  - { name: b, image: b }'],
    values: (intent) => [reference(intent)],
    old: ['ecr.example/old:1'],
  },
  'values in parts': {
    address: {
      kind: 'values',
      at: { repository: 'web.image.repository', tag: 'web.image.tag', digest: 'web.image.digest' },
    },
    lines: ['web:', '  image:', '    repository: @0', '    tag: @1', '    digest: @2', 'replicas: 2'],
    values: ({ image, tag, digest }) => [image, tag, digest],
    old: ['ecr.example/old', 'v0.9.0', `sha256:${'0'.repeat(64)}`],
  },
  'values in one string': {
    address: { kind: 'values', at: { image: 'list[name=web].image' } },
    lines: ['list:', '- name: api', '  image: a', '- name: web', '  image: @0'],
    values: (intent) => [reference(intent)],
    old: ['ecr.example/old:1'],
  },
  'the chart of a HelmRelease': {
    address: { kind: 'helmRelease', at: { version: 'chart', tag: 'values.image.tag' } },
    lines: [
      ...RELEASE,
      '  chart: ',
      '    spec:',
      '      version: @1',
      '  values:',
      '    image:',
      '      tag: @0',
    ],
    values: ({ tag }) => [tag, tag.replaceAll('_', '+')],
    old: ['v0.9.0', 'v0.8.0'],
  },
  'an Application': {
    address: {
      kind: 'application',
      name: 'checkout',
      at: { tag: 'helm.parameters.tag', version: 'targetRevision' },
    },
    lines: [
      ...APPLICATION,
      '    targetRevision: @1',
      '    helm:',
      '      parameters:',
      '      - name: tag',
      '        value: @0',
    ],
    values: ({ tag }) => [tag, tag.replaceAll('_', '+')],
    old: ['v0.9.0', 'v0.8.0'],
  },
  'overrides of an Application': {
    address: { kind: 'application', name: 'checkout', at: { image: 'kustomize.images' } },
    lines: [...APPLICATION, '    kustomize:', '      images:', '      - b:1', '      - @0'],
    values: (intent) => [`checkout=${reference(intent)}`],
    old: ['checkout=ecr.example/old:1'],
  },
  'an OCIRepository': {
    address: {
      kind: 'ociRepository',
      at: { repository: 'url', tag: 'ref.tag', version: 'ref.semver' },
    },
    lines: [
      ...SOURCE('OCIRepository'),
      '  url: @0',
      '  ref:',
      '    tag: @1',
      '    semver: @2',
      '  interval: 10m',
    ],
    values: ({ image, tag }) => [`oci://${image}`, tag, tag.replaceAll('_', '+')],
    old: ['oci://ecr.example/old', 'v0.9.0', 'v0.8.0'],
  },
  'a GitRepository': {
    address: { kind: 'gitRepository', at: { tag: 'ref.tag', digest: 'ref.commit' } },
    lines: [...SOURCE('GitRepository'), '  ref:', '    commit: @1', '    tag: @0'],
    values: ({ tag, digest }) => [tag, digest],
    old: ['v0.9.0', '0'.repeat(39).concat('a')],
    intents: gitArb,
  },
  'remote resources': {
    address: {
      kind: 'found',
      names: ['git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop-config'],
      of: 'git',
    },
    lines: ['kind: Kustomization', 'resources:', '- @0', '- base', 'components:', '- @1'],
    values: ({ tag }) => [
      `https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop-config//a?ref=${tag.replaceAll('+', '%2B')}&x=1`,
      `https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop-config?x=1&ref=${tag.replaceAll('+', '%2B')}`,
    ],
    old: [
      'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop-config//a?ref=v0.9.0&x=1',
      'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop-config?x=1&ref=v0.9.0',
    ],
    intents: gitArb,
  },
  markers: {
    address: { kind: 'imagePolicy', policy: 'flux-system:web' },
    lines: [
      'a: @0 # {"$imagepolicy": "flux-system:web"}',
      'b: 1 # {"$imagepolicy": "flux-system:api:tag"}',
      'c:',
      '- @1 # {"$imagepolicy": "flux-system:web:tag"}',
    ],
    values: (intent) => [reference(intent), intent.tag],
    old: ['ecr.example/old:1', 'v0.9.0'],
    marked: true,
  },
};

function dressed(shape: Shape, dress: Dress, values: readonly string[]): string {
  const { above, below, behind, gap, newline, mark, final, anchor, quotes } = dress;
  const own = shape.lines.map((line) =>
    line.replace(/ @(\d)(.*)$/, (_, index: string, rest: string) => {
      const value = written(values[Number(index)] ?? '', quotes[Number(index)] ?? '');
      const tied = index === '0' && anchor;
      return `${line.trim().startsWith('- @') ? ' ' : gap}${tied ? anchor : ''}${value}${shape.marked ? rest : rest + behind}`;
    }),
  );
  return mark + [...above, ...own, below].join(newline) + (final ? newline : '');
}

const read = (text: string) => parseAllDocuments(text, { merge: true }).map((document) => document.toJS());

describe.each(Object.entries(SHAPES))('editing %s', (_, shape) => {
  it('writes the new values in the places of the old ones and leaves every other byte', () => {
    fc.assert(
      fc.property(dressArb, shape.intents ?? intentArb, (dress, intent) => {
        const before = dressed(shape, dress, shape.old);
        const after = applyUpdate(before, shape.address, intent, 'f.yaml');
        const values = shape.values(intent);
        expect(after).toBe(dressed(shape, dress, values));
        expect(read(after)).toEqual(read(dressed(shape, { ...dress, quotes: ['"', '"', '"'] }, values)));
        expect(applyUpdate(after, shape.address, intent, 'f.yaml')).toBe(after);
        expect(carriesUpdate(before, shape.address, intent, 'f.yaml')).toBe(false);
        expect(carriesUpdate(after, shape.address, intent, 'f.yaml')).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('editing JSON', () => {
  it('changes one value of any JSON, however it is spaced', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: fc.constantFrom(...'ab/~"é 1'), maxLength: 3 }), fc.jsonValue(), {
          maxKeys: 4,
        }),
        fc.constantFrom(undefined, 1, 2, 4, '\t'),
        fc.constantFrom('\n', '\r\n'),
        intentArb,
        (others, space, newline, intent) => {
          const write = (tag: unknown) =>
            JSON.stringify({ a1: others, z: { tag } }, null, space).replaceAll('\n', newline);
          const address: Address = { kind: 'json', at: { tag: '/z/tag' } };
          for (const old of ['v0', null, 7]) {
            const after = applyUpdate(write(old), address, intent, 'f.json');
            expect(after).toBe(write(intent.tag));
            expect(applyUpdate(after, address, intent, 'f.json')).toBe(after);
          }
        },
      ),
      RUNS,
    );
  });
});
