import type { Part } from './address.ts';
import type { Intent } from './intent.ts';

/** What one value says of an artifact; what it leaves open is absent. */
export interface Carried {
  readonly repository?: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** `override` is an entry of Argo CD's `kustomize.images`: `[name=]repository[:tag][@digest]`. */
export type ValueForm = Part | 'override';

const OCI = 'oci://';

/** A tag has no slash, so the port of a registry is none. */
const REFERENCE = /^([^@]+?)(?::(\w[\w.-]*))?(?:@([\w+.-]+:[0-9a-fA-F]+))?$/;

/** `repository[:tag][@digest]`; undefined for what is no reference. */
export function parseReference(text: string): (Carried & { readonly repository: string }) | undefined {
  const [, repository, tag, digest] = REFERENCE.exec(text) ?? [];
  if (repository === undefined || /\s/.test(repository)) return undefined;
  return { repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** The image that an entry of `kustomize.images` is for. */
export const overrideName = (entry: string): string | undefined =>
  entry.includes('=') ? entry.slice(0, entry.indexOf('=')) : parseReference(entry)?.repository;

/** kustomize decodes the query, in which `+` is a space. */
const REF = /([?&](?:ref|version)=)([^&#]*)/;

function refOf(url: string): Carried {
  const ref = REF.exec(url)?.[2];
  return ref === undefined ? {} : { tag: ref.replaceAll('%2B', '+') };
}

function withRef(url: string, tag: string): string {
  const ref = tag.replaceAll('+', '%2B');
  if (REF.test(url)) return url.replace(REF, (_, key: string) => key + ref);
  return `${url}${url.includes('?') ? '&' : '?'}ref=${ref}`;
}

export function parseValue(form: ValueForm, value: unknown): Carried {
  // A tag that is a number here is another text for each tool that reads it.
  if (typeof value !== 'string' || value === '') return {};
  if (form === 'image') return parseReference(value) ?? {};
  if (form === 'override') return parseReference(value.slice(value.indexOf('=') + 1)) ?? {};
  if (form === 'repository') return { repository: value.startsWith(OCI) ? value.slice(OCI.length) : value };
  if (form === 'digest') return { digest: value };
  if (form === 'version') return { tag: value.replaceAll('+', '_') };
  if (form === 'url') return refOf(value);
  const [tag = '', digest] = value.split('@');
  return { tag, ...(digest !== undefined && { digest }) };
}

/** The value as it is to be. A tag that had a digest behind it gets one again, a repository its `oci://`. */
export function renderValue(form: ValueForm, { name, image, tag, digest }: Intent, before: unknown): string {
  const reference = `${image}:${tag}@${digest}`;
  const old = typeof before === 'string' ? before : '';
  switch (form) {
    case 'image':
      return reference;
    case 'override':
      return name === image && !old.includes('=') ? reference : `${name}=${reference}`;
    case 'repository':
      return old.startsWith(OCI) ? OCI + image : image;
    case 'digest':
      return digest;
    case 'version':
      return tag.replaceAll('_', '+');
    case 'url':
      return withRef(old, tag);
    case 'tag':
      return old.includes('@') ? `${tag}@${digest}` : tag;
  }
}

/**
 * Whether the values make their cluster run exactly this artifact. Where a value holds a digest, the digest decides, and
 * the tag beside it is for the reader. A tag decides only where nothing else is written.
 */
export function carriesAll(
  values: readonly { readonly form: ValueForm; readonly carried: Carried }[],
  { image, tag, digest }: Intent,
): boolean {
  return (
    values.length > 0 &&
    values.every(({ form, carried }) => {
      if (carried.repository !== undefined && carried.repository !== image) return false;
      if (carried.digest !== undefined || form === 'image' || form === 'override')
        return carried.digest === digest;
      return form === 'repository' ? carried.repository === image : carried.tag === tag;
    })
  );
}
