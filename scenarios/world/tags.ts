import { parseAllDocuments } from 'yaml';
import { parseReference } from '../../src/domain/updaters/carried.ts';
import { readImages } from '../../src/domain/updaters/kustomize/read-images.ts';
import type { Branch } from './branch.ts';

const KUSTOMIZATION = /(^|\/)(kustomization\.ya?ml|Kustomization)$/;
const YAML = /\.(ya?ml|json)$/;

/** The tags of all images that the files of an overlay hold: in `images:` of its kustomization, in values, in manifests. */
export async function tagsIn(
  branch: Pick<Branch, 'list' | 'read'>,
  overlay: string,
  commit: string,
): Promise<string[]> {
  const paths = await branch.list(commit, overlay);
  const found = await Promise.all(
    paths.map(async (path) => {
      const text = KUSTOMIZATION.test(path) || YAML.test(path) ? await branch.read(commit, path) : undefined;
      if (text === undefined) return [];
      return KUSTOMIZATION.test(path)
        ? readImages(text, path).flatMap(({ newTag }) => newTag ?? [])
        : parseAllDocuments(text).flatMap((document) => tagsOf(document.toJS()));
    }),
  );
  return found.flat();
}

/** Of every `tag` and `image`, as deep as it may stand. */
function tagsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (typeof inner !== 'string') return tagsOf(inner);
    if (key === 'tag') return [inner.replace(/@.*/, '')];
    return key === 'image' ? (parseReference(inner)?.tag ?? []) : [];
  });
}
