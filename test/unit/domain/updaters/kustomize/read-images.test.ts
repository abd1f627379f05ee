import { expect, it } from 'vitest';
import { readImages } from '../../../../../src/domain/updaters/kustomize/read-images.ts';

const read = (text: string) => readImages(text, 'kustomization.yaml');

it('reads entries in order, as kustomize understands them', () => {
  const text = `
kind:
images:
- name: checkout
  newTag: "1.10" # quoted, so text
- &proxy { digest: sha256:00, name: 'proxy', newName: ecr.example/proxy, tagSuffix: -slim }
- <<: *proxy
  name: proxy-2
  newName: ""
  newTag:
`;
  expect(read(text)).toEqual([
    { name: 'checkout', newTag: '1.10' },
    { name: 'proxy', newName: 'ecr.example/proxy', digest: 'sha256:00' },
    { name: 'proxy-2', digest: 'sha256:00' },
  ]);
});

it.each(['resources: [a.yaml]', 'images:', 'images: []', 'images: ~'])('reads no entries from %j', (text) => {
  expect(read(text)).toEqual([]);
});

it('reads the first document only', () => {
  expect(read('images: [{ name: a }]\n---\nimages: [{ name: b }]\n')).toEqual([{ name: 'a' }]);
});

it.each([
  ['images: 3', '1:9: "images" is not a list'],
  ['images: [[]]', '1:10: images[0] is not a map'],
  ['images: [{ name: 7 }]', '1:18: images[0].name is not text'],
  ['images:\n- name: a\n  digest: [x]\n', '3:11: images[0].digest is not text'],
  ['a: &a { newTag: 1.5 }\nimages:\n- name: a\n  <<: *a\n', '3:3: images[0].newTag is not text'],
  ['\uFEFFimages: 3', '1:9: "images" is not a list'],
  ['Kind: Kustomization', '1:7: kustomize reads the key "Kind" as "kind"'],
])('refuses %j', (text, message) => {
  expect(() => read(text)).toThrow(`kustomization.yaml:${message}`);
});
