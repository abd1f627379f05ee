import { describe, expect, it } from 'vitest';
import { setImages } from '../../../src/domain/updaters/kustomize/set-images.ts';
import { USUAL } from '../../unit/domain/updaters/kustomize/cases.ts';
import { RENDERER, renderImage } from './kustomize.ts';

const HEAD = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [pod.yaml]\n';

describe(`an edited overlay, rendered by ${RENDERER}`, () => {
  it.each([
    ['with the list added', HEAD],
    ['with the entry added', `${HEAD}images:\n  - name: sidecar\n    newTag: v1\n`],
    ['with keys added, Windows line breaks', `${HEAD}images:\n- name: checkout\n`.replaceAll('\n', '\r\n')],
    ['as JSON', '{"resources":["pod.yaml"],"images":[{"name":"checkout","newTag":"v1"}]}'],
    ['with a byte order mark and a second document', `\uFEFF${HEAD}images: []\n---\nkind: ConfigMap\n`],
  ])('gives the image with tag and digest: %s', (_, text) => {
    // A plain 1.10 would be read as a number, and kustomize would refuse the file.
    const edited = setImages(text, [{ ...USUAL, tag: '1.10' }], 'kustomization.yaml');
    expect(renderImage(edited, 'checkout:old')).toBe(`${USUAL.image}:1.10@${USUAL.digest}`);
  });
});
