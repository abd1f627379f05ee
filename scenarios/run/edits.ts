import { parse } from 'yaml';
import { digestOf } from '../../local/services/ecr/push.ts';
import { CONFIGURATION_FOLDER, SETTINGS_FILE } from '../../src/contract.ts';
import { readImages } from '../../src/domain/updaters/kustomize/read-images.ts';
import { setImages } from '../../src/domain/updaters/kustomize/set-images.ts';
import type { Edits } from '../world/branch.ts';
import { patchedSpec } from './patch.ts';

/** What a scenario changes in its repository, before it begins or in a commit. */
export interface Changes {
  readonly files?: Edits | undefined;
  readonly pipelines?: Readonly<Record<string, unknown>> | undefined;
  readonly settings?: unknown;
  /** Path of an overlay -> tag. */
  readonly images?: Readonly<Record<string, string>> | undefined;
}

export interface Files {
  /** Paths directly in a folder. */
  list(folder: string): Promise<readonly string[]>;
  read(path: string): Promise<string | undefined>;
}

/** The scenario names something that its repository does not have. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

const ONLY_KUSTOMIZATIONS =
  '"images" changes the images of a kustomization.yaml; write a values file or a manifest under "files".';

/** The files that the changes amount to. */
export async function editsOf(changes: Changes, files: Files): Promise<Edits> {
  const edits: Record<string, string | null> = { ...changes.files };
  const read = async (path: string) => edits[path] ?? (await files.read(path));
  for (const [name, patch] of Object.entries(changes.pipelines ?? {})) {
    const path = await fileOfPipeline(name, files);
    edits[path] = patchedSpec((await read(path)) ?? '', patch);
  }
  if (changes.settings !== undefined) {
    const text = await read(SETTINGS_FILE);
    if (text === undefined || text === null)
      throw new ScenarioError(`There is no ${SETTINGS_FILE} to change. Write it under "files".`);
    edits[SETTINGS_FILE] = patchedSpec(text, changes.settings);
  }
  for (const [overlay, tag] of Object.entries(changes.images ?? {})) {
    const path = `${overlay}/kustomization.yaml`;
    const text = await read(path);
    if (text === undefined || text === null)
      throw new ScenarioError(`There is no ${path} to change. ${ONLY_KUSTOMIZATIONS}`);
    edits[path] = withTag(text, path, tag);
  }
  return edits;
}

async function fileOfPipeline(name: string, files: Files): Promise<string> {
  const paths = await files.list(CONFIGURATION_FOLDER);
  for (const path of paths.filter((path) => /\.ya?ml$/.test(path))) {
    const { kind, metadata } = (parse((await files.read(path)) ?? '') ?? {}) as {
      kind?: string;
      metadata?: { name?: string };
    };
    if (kind === 'Pipeline' && metadata?.name === name) return path;
  }
  throw new ScenarioError(
    `There is no pipeline ${name} in ${CONFIGURATION_FOLDER}/. It has: ${paths.join(', ') || 'no files'}.`,
  );
}

/** What a person writes by hand: the first image of the overlay with this tag, and the digest that a push gives it. */
function withTag(text: string, path: string, tag: string): string {
  const [image] = readImages(text, path);
  if (image === undefined)
    throw new ScenarioError(`${path} has no image whose tag could be changed. ${ONLY_KUSTOMIZATIONS}`);
  const { name, newName = name } = image;
  const digest = digestOf({ repository: newName.slice(newName.indexOf('/') + 1), tag });
  return setImages(text, [{ name, image: newName, tag, digest }], path);
}

export const EMPTY_OVERLAY = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';
