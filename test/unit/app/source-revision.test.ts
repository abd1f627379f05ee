import { expect, it } from 'vitest';
import { revisionOf } from '../../../src/app/source-revision.ts';
import { IMAGE } from '../../builders/pipeline.ts';

const artifact = { name: 'checkout', image: IMAGE, tags: { kind: 'semver', range: '*' } } as const;
const labelled = (label: string) =>
  revisionOf({ labels: { revision: async () => label } }, artifact, 'sha256:1');

it.each([
  ['what Flux writes', `main@sha1:${'a'.repeat(40)}`, 'a'.repeat(40)],
  ['a revision of another kind', ' r1234 ', 'r1234'],
  // `--label org.opencontainers.image.revision=$SHA` where the variable is not set: all such would be of one revision.
  ['nothing', '', undefined],
  ['blanks', ' \n', undefined],
  // It is kept with what has come, which has to fit into an item; whoever may push an image writes it.
  ['more than any revision is', 'x'.repeat(300_000), undefined],
])('of %s', async (_, label, revision) => {
  expect(await labelled(label)).toBe(revision);
});
