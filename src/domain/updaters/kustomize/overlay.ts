import { isMap, type YAMLMap } from 'yaml';
import { EditRefusedError, type Source } from '../text/errors.ts';
import { findPair, spanOf } from '../text/nodes.ts';
import { parseYaml, type YamlText } from '../text/yaml-text.ts';
import { type ImageEntry, isData, readEntries, strayKey, strayMessage } from './entries.ts';

/** A kustomization file, understood. kustomize reads the first document only; further ones are left alone. */
export interface Overlay extends YamlText {
  readonly root: YAMLMap;
  readonly entries: readonly ImageEntry[];
}

/** @throws EditRefusedError if the file is not one that kustomize and Towpath read alike. */
export function parseOverlay(text: string, file: string): Overlay {
  const parsed = parseYaml(text, file);
  const root = parsed.documents[0]?.contents;
  const data = parsed.data[0];
  requireOneKustomization(parsed);
  if (!isMap(root) || !isData(data))
    throw new EditRefusedError(parsed, 0, 'this is no kustomization. Write at least its "resources".');
  requireKustomizationKeys(parsed, root, data);
  return { ...parsed, root, entries: readEntries(parsed, root, data.images) };
}

const KINDS: readonly unknown[] = ['Kustomization', 'Component'];
const isKustomization = (data: unknown) => isData(data) && KINDS.includes(data.kind);

function requireOneKustomization(parsed: YamlText): void {
  const index = parsed.data.findIndex((data, position) => position > 0 && isKustomization(data));
  if (index !== -1)
    throw new EditRefusedError(
      parsed,
      spanOf(parsed.documents[index]?.contents)[0],
      'kustomize reads only the first document of a file, and this is another. Give each kustomization its own folder.',
    );
}

const ROOT_KEYS = ['apiVersion', 'kind', 'images'];

function requireKustomizationKeys(source: Source, root: YAMLMap, data: Record<string, unknown>): void {
  const refuse = (key: string, message: string) =>
    new EditRefusedError(source, spanOf(findPair(root, key)?.value ?? root)[0], message);
  const { kind, apiVersion } = data;
  const isForeign = typeof apiVersion === 'string' && !apiVersion.startsWith('kustomize.config.k8s.io/');
  if (kind !== undefined && kind !== null && !isKustomization(data))
    throw refuse(
      'kind',
      `kind is ${JSON.stringify(kind)}, not Kustomization or Component. Correct the target's overlay.`,
    );
  if (isForeign)
    throw refuse(
      'apiVersion',
      `apiVersion ${apiVersion} is not one of kustomize.config.k8s.io. Correct the target's overlay.`,
    );
  const stray = strayKey(data, ROOT_KEYS);
  if (stray !== undefined) throw refuse(stray[0], strayMessage(...stray));
  if (data.imageTags !== undefined)
    throw refuse('imageTags', 'kustomize reads the old "imageTags" as "images". Run "kustomize edit fix".');
}
