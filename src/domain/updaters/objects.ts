import type { Followed } from './data-path.ts';
import { isData } from './kustomize/entries.ts';
import { EditRefusedError } from './text/errors.ts';
import type { YamlText } from './text/yaml-text.ts';

/** What Kubernetes objects are meant; without kinds, any document at all. */
export interface ObjectRule {
  readonly kinds?: readonly string[];
  readonly group?: string;
}

export const HELM_RELEASE: ObjectRule = { kinds: ['HelmRelease'], group: 'helm.toolkit.fluxcd.io' };
export const OCI_REPOSITORY: ObjectRule = { kinds: ['OCIRepository'], group: 'source.toolkit.fluxcd.io' };
export const GIT_REPOSITORY: ObjectRule = { kinds: ['GitRepository'], group: 'source.toolkit.fluxcd.io' };
export const APPLICATION: ObjectRule = { kinds: ['Application', 'ApplicationSet'], group: 'argoproj.io' };

/**
 * The documents of a file that are meant, never none.
 * @param object `<name>` or `<Kind>/<name>`; without it all that the rule allows
 */
export function objectsOf(file: YamlText, rule: ObjectRule, object?: string): Followed[] {
  const found = file.data.flatMap((value, index) =>
    value !== null && value !== undefined && isMeant(value, rule) && isNamed(value, object)
      ? [{ path: [index], value }]
      : [],
  );
  if (found.length > 0) return found;
  const what = `${rule.kinds?.join(' or ') ?? 'object'}${object === undefined ? '' : ` "${object}"`}`;
  throw new EditRefusedError(file, 0, `there is no ${what} in this file. Correct the pipeline file.`);
}

export function isMeant(value: unknown, { kinds, group }: ObjectRule): boolean {
  if (kinds === undefined) return true;
  if (!isData(value) || typeof value.apiVersion !== 'string') return false;
  return kinds.some((kind) => kind === value.kind) && value.apiVersion.startsWith(`${group}/`);
}

function isNamed(value: unknown, object: string | undefined): boolean {
  if (object === undefined) return true;
  const { kind, metadata } = isData(value) ? value : {};
  const name = isData(metadata) ? metadata.name : undefined;
  return object === name || object === `${kind}/${name}`;
}
