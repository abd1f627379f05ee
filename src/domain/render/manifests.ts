import { type Document, isMap, isScalar, parseDocument } from 'yaml';
import { diffFile, type FileDiff } from '../diff/file-diff.ts';

/** What kustomize has made of an overlay, before and after. */
export interface Renderings {
  readonly before: string;
  readonly after: string;
}

/** The objects that differ, each as `Deployment checkout/checkout`, in the order of kustomize. */
export function diffManifests({ before, after }: Renderings): FileDiff[] {
  const [old, now] = [documentsOf(before), documentsOf(after)];
  const there = new Set(now);
  const gone = objectsBy(old.filter((text) => !there.has(text)));
  const wasThere = new Set(old);
  const come = objectsBy(now.filter((text) => !wasThere.has(text)));
  return [...new Set([...gone.keys(), ...come.keys()])].map((name) => {
    const pair = hideSecrets(gone.get(name), come.get(name));
    return diffFile({ path: name, before: pair.before, after: pair.after });
  });
}

/** kustomize separates objects by a line of three hyphens; within one such a line would be indented. */
const documentsOf = (manifests: string): string[] =>
  manifests.split(/^---\n/m).filter((text) => text.trim() !== '');

interface RenderedObject {
  readonly text: string;
  readonly document: Document;
}

function objectsBy(texts: readonly string[]): Map<string, RenderedObject> {
  const objects = new Map<string, RenderedObject>();
  for (const text of texts) {
    const document = parseDocument(text);
    const name = nameOf(document);
    // Kinds of two groups may have one name.
    objects.set(objects.has(name) ? `${name} (${at(document, 'apiVersion')})` : name, { text, document });
  }
  return objects;
}

function nameOf(document: Document): string {
  const namespace = at(document, 'metadata', 'namespace');
  const name = at(document, 'metadata', 'name');
  return `${at(document, 'kind')} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

function at(document: Document, ...path: readonly string[]): string {
  const value = document.getIn(path);
  return typeof value === 'string' ? value : '';
}

const SECRET_FIELDS = ['data', 'stringData'];

/** Who may look at the page may not be one who may read the repository; that something differs is all there is to tell. */
function hideSecrets(gone: RenderedObject | undefined, come: RenderedObject | undefined): Renderings {
  const values = new Map<string, unknown>();
  const hide = (object: RenderedObject | undefined): string => {
    if (object === undefined) return '';
    if (at(object.document, 'kind') !== 'Secret') return object.text;
    for (const field of SECRET_FIELDS) {
      const map = object.document.get(field);
      if (!isMap(map)) continue;
      for (const { key, value } of map.items) {
        const place = `${field}.${key}`;
        const isOther = values.has(place) && values.get(place) !== String(value);
        values.set(place, String(value));
        if (isScalar(key)) map.set(key, isOther ? '(hidden, another)' : '(hidden)');
      }
    }
    return object.document.toString();
  };
  return { before: hide(gone), after: hide(come) };
}
