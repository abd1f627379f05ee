import { describe, expect, it } from 'vitest';
import { filesOf, pagesIn } from '../../unit/documentation/blocks.ts';
import { RENDERER, renderFiles } from './kustomize.ts';

const POD = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec: { containers: [] },
});

/** Of the worked examples what Towpath has edited: the second text of a path. */
const kustomizations = pagesIn('docs/migrating').flatMap((page) =>
  [...filesOf(page)].flatMap(([path, [, after]]) =>
    path.startsWith('apps/') && path.endsWith('kustomization.yaml') && after !== undefined
      ? [{ page, path, after }]
      : [],
  ),
);

describe(`kustomizations of the guides, read by ${RENDERER}`, () => {
  it.each(kustomizations)('$page: $path', ({ after }) => {
    const alone = after.replace('../../base', 'pod.yaml');
    expect(renderFiles({ 'kustomization.yaml': alone, 'pod.yaml': POD })).toContain('kind');
  });

  it('are several', () => expect(kustomizations.length).toBeGreaterThan(1));
});
