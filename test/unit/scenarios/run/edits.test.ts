import { expect, it } from 'vitest';
import { editsOf } from '../../../../scenarios/run/edits.ts';

const filesOf = (files: Readonly<Record<string, string>>) => ({
  list: async () => Object.keys(files),
  read: async (path: string) => files[path],
});

it.each([
  [{ 'o/values.yaml': 'tag: 1.0.0\n' }, 'There is no o/kustomization.yaml to change.'],
  [{ 'o/kustomization.yaml': 'resources: []\n' }, 'o/kustomization.yaml has no image whose tag'],
])('says where to write an image that is in no kustomization: %j', async (files, said) => {
  const edits = editsOf({ images: { o: '1.1.0' } }, filesOf(files));
  await expect(edits).rejects.toThrow(said);
  await expect(edits).rejects.toThrow('write a values file or a manifest under "files"');
});
