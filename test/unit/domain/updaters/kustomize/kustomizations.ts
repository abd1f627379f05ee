import fc from 'fast-check';
import type { EntryKey } from '../../../../../src/domain/updaters/kustomize/entries.ts';
import { quoteArb, written } from './scalars.ts';

type Values = Partial<Record<EntryKey, string>>;

/** Writes a made-up kustomization with any values for the entry named `checkout`. */
export type Template = (values: Values) => string;

/** Anything a person might type, except what ends a line in some YAML. */
const commentArb = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => text.replace(/[\p{C}\p{Zl}\p{Zp}\uFFFD]/gu, ''))
  .map((text) => `# ${text}`);

const noiseArb = fc.array(fc.oneof(commentArb, fc.constant('')), { maxLength: 2 });
const trailingArb = fc.oneof(
  fc.constant(''),
  commentArb.map((comment) => `  ${comment}`),
);
const gapArb = fc.integer({ min: 1, max: 3 }).map((width) => ' '.repeat(width));

type Pair = readonly [key: string, value: string | undefined];
type Write = (values: Values) => string[];

const entryArb = (keys: readonly string[], fixed: Readonly<Record<string, string>>): fc.Arbitrary<Write> =>
  fc
    .record({
      order: fc.shuffledSubarray([...keys], { minLength: keys.length }),
      quotes: fc.array(quoteArb, { minLength: 5, maxLength: 5 }),
      trailing: fc.array(trailingArb, { minLength: 5, maxLength: 5 }),
      noise: noiseArb,
      gap: gapArb,
      space: gapArb,
      flow: fc.boolean(),
      padding: fc.constantFrom('', ' '),
    })
    .map(({ order, quotes, trailing, noise, gap, space, flow, padding }) => (values) => {
      const pairs = order.map((key): Pair => [key, fixed[key] ?? values[key as EntryKey]]);
      const texts = pairs.map(([key, value = ''], i) => `${key}:${space}${written(value, quotes[i]!)}`);
      if (flow) return [`-${gap}{${padding}${texts.join(', ')}${padding}}${trailing[0]}`];
      const lines = texts.map((text, i) => (i === 0 ? `-${gap}` : ` ${gap}`) + text + trailing[i]!);
      return [...lines.slice(0, 1), ...noise, ...lines.slice(1)];
    });

const OTHERS: readonly Readonly<Record<string, string>>[] = [
  { name: 'sidecar', newTag: 'v0.3.0' },
  { name: 'proxy', newName: 'ecr.example/proxy', tagSuffix: '-slim' },
  { name: 'check', digest: `sha256:${'e'.repeat(64)}` },
];

const indented = (width: number, lines: readonly string[]) =>
  lines.map((line) => (line === '' ? line : ' '.repeat(width) + line));

const imagesArb = (keys: readonly EntryKey[]): fc.Arbitrary<Write> =>
  fc
    .record({
      target: entryArb(['name', ...keys], { name: 'checkout' }),
      others: fc.tuple(...OTHERS.map((other) => entryArb(Object.keys(other), other))),
      chosen: fc.shuffledSubarray([0, 1, 2, 3]),
      indent: fc.integer({ min: 0, max: 4 }),
      trailing: trailingArb,
      between: noiseArb,
    })
    .map(({ target, others, chosen, indent, trailing, between }) => (values) => {
      const order = chosen.includes(3) ? chosen : [...chosen, 3];
      const entries = order.map((at) => (others[at] ?? target)(values));
      return [
        `images:${trailing}`,
        ...indented(
          indent,
          entries.flatMap((entry) => [...entry, ...between]),
        ),
      ];
    });

const SECTIONS: readonly (readonly string[])[] = [
  ['apiVersion: kustomize.config.k8s.io/v1beta1'],
  ['kind: Kustomization'],
  ['resources:', '  - ../../base # the base', '', "  - 'ingress.yaml'"],
  ['commonAnnotations: &notes { owner: "payments", "größe": \'日本\' }'],
  [
    'patches:',
    '- target: {kind: Deployment}',
    '  patch: |',
    '    - op: add',
    '',
    '      path: /a # not a comment',
  ],
  ['namePrefix: >+', '  eu-', ''],
  ['configMapGenerator:', '- &map', '  name: env', '  literals: [A=1, "B=2"]', '- <<: *map', '  name: env2'],
];

/** Kustomizations whose `checkout` entry has the given keys beside `name`; without keys, they have no `images`. */
export const kustomizationArb = (keys?: readonly EntryKey[]): fc.Arbitrary<Template> =>
  fc
    .record({
      images: keys ? imagesArb(keys) : fc.constant((): string[] => ['openapi: {}']),
      sections: fc.shuffledSubarray([...SECTIONS]),
      at: fc.nat(SECTIONS.length),
      noise: noiseArb,
      start: fc.constantFrom([], ['---'], ['# first', '--- # begin']),
      more: fc.constantFrom(
        [],
        ['---', '# nothing'],
        ['---', 'kind: ConfigMap', 'data: {checkout: "*"}', '...'],
      ),
      newline: fc.constantFrom('\n', '\r\n'),
      bom: fc.constantFrom('', '\uFEFF'),
      end: fc.boolean(),
    })
    .map(({ images, sections, at, noise, start, more, newline, bom, end }) => (values) => {
      const all = sections.toSpliced(at, 0, images(values));
      const lines = [...start, ...all.flatMap((section) => [...noise, ...section]), ...more];
      return bom + lines.join(newline) + (end ? newline : '');
    });
