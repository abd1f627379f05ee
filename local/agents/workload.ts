import { posix } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { Mirror } from './mirror.ts';

type Files = Pick<Mirror, 'read'>;

/** The names that kustomize knows, in its order. */
export const KUSTOMIZATION_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** What agents wait for, what stands for the others first: a HelmRelease is ready when all that it made is. */
const KINDS = ['HelmRelease', 'Deployment', 'StatefulSet', 'DaemonSet'];

interface Workload {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/**
 * The object of an overlay whose readiness its agent waits for, as Flux writes it: `HelmRelease/search/search`. One that is
 * called so itself is assumed where none can be found.
 */
export async function findWorkload(
  files: Files,
  commit: string,
  at: { readonly overlay: string; readonly name: string },
): Promise<string> {
  const found = await workloadsIn(files, commit, at.overlay);
  const [first] = KINDS.flatMap((kind) => found.workloads.filter((workload) => workload.kind === kind));
  const { kind, name } = first ?? { kind: 'Deployment', name: at.name };
  return `${kind}/${first?.namespace ?? found.namespace ?? 'default'}/${name}`;
}

interface Found {
  readonly namespace: string | undefined;
  readonly workloads: readonly Workload[];
}

const NOTHING: Found = { namespace: undefined, workloads: [] };

/** Follows `resources` as kustomize does; a namespace further out wins. What cannot be read is passed over. */
async function workloadsIn(files: Files, commit: string, folder: string): Promise<Found> {
  const text = await readKustomization(files, commit, folder);
  if (text === undefined) return NOTHING;
  const { namespace, resources } = fields(parse(text));
  const paths = Array.isArray(resources) ? resources.filter((path) => typeof path === 'string') : [];
  const inner = await Promise.all(paths.map((path) => resource(files, commit, posix.join(folder, path))));
  const ours = typeof namespace === 'string' ? namespace : undefined;
  const workloads = inner.flatMap((found) =>
    found.workloads.map((workload) => ({
      ...workload,
      namespace: ours ?? workload.namespace ?? found.namespace,
    })),
  );
  return { namespace: ours ?? inner.find((found) => found.namespace)?.namespace, workloads };
}

async function resource(files: Files, commit: string, path: string): Promise<Found> {
  try {
    const text = await files.read(commit, path);
    if (text === undefined) return await workloadsIn(files, commit, path);
    return { namespace: undefined, workloads: parseAllDocuments(text).flatMap(workloadOf) };
  } catch {
    return NOTHING;
  }
}

function workloadOf(document: { toJS(): unknown }): Workload[] {
  const { kind, metadata } = fields(document.toJS());
  const { name, namespace } = fields(metadata);
  if (typeof kind !== 'string' || typeof name !== 'string') return [];
  return [{ kind, name, namespace: typeof namespace === 'string' ? namespace : undefined }];
}

export async function readKustomization(
  files: Files,
  commit: string,
  folder: string,
): Promise<string | undefined> {
  for (const name of KUSTOMIZATION_FILES) {
    const text = await files.read(commit, posix.join(folder, name));
    if (text !== undefined) return text;
  }
  return undefined;
}

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
