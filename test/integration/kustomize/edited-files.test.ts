import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { CASES, USUAL } from '../../unit/domain/updaters/cases.ts';
import { RENDERER, renderFiles } from './kustomize.ts';

const HEAD = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';
const REFERENCE = `${USUAL.image}:${USUAL.tag}@${USUAL.digest}`;

/** Objects that kustomize takes as they are, and the updaters that write images into them. */
const OBJECTS = CASES.filter(
  ({ name, after }) =>
    /^(container|image|image-policy|found)\//.test(name) && /^kind: (Deployment|CronJob)/m.test(after ?? ''),
);

const images = (text: string): string[] =>
  JSON.stringify(parseAllDocuments(text).map((document) => document.toJS()))
    .match(/"image":"[^"]*"/g)
    ?.map((found) => found.slice(9, -1)) ?? [];

describe(`edited files, read by ${RENDERER}`, () => {
  it.each(OBJECTS)('$name has the image', ({ name, after = '' }) => {
    const patch = name.endsWith('patch');
    const files = patch
      ? {
          'kustomization.yaml': `${HEAD}resources: [base.yaml]\npatches: [{ path: patch.yaml }]\n`,
          'base.yaml': OBJECTS.find((other) => other.name === 'container/deployment')?.after ?? '',
          'patch.yaml': after,
        }
      : { 'kustomization.yaml': `${HEAD}resources: [object.yaml]\n`, 'object.yaml': after };
    expect(images(renderFiles(files))).toContain(REFERENCE);
  });

  it('are several', () => {
    expect(OBJECTS.length).toBeGreaterThan(8);
  });
});
