import { type ConfigurationRepository, UnknownCommitError } from '../ports/repository.ts';

/** The names under which kustomize looks for its file, in its own order. */
const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export interface OverlayFile {
  readonly path: string;
  readonly text: string;
}

/** The kustomization of an overlay as it is at a commit; undefined when the folder has none. */
export async function readOverlay(
  repository: ConfigurationRepository,
  commit: string,
  overlay: string,
): Promise<OverlayFile | undefined> {
  for (const name of FILE_NAMES) {
    const path = `${overlay}/${name}`;
    const text = await repository.readFile(commit, path);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

/** Like `readOverlay`, for a commit that somebody else named: undefined also when the repository does not know it. */
export async function readReportedOverlay(
  repository: ConfigurationRepository,
  commit: string,
  overlay: string,
): Promise<OverlayFile | undefined> {
  try {
    return await readOverlay(repository, commit, overlay);
  } catch (error) {
    if (error instanceof UnknownCommitError) return undefined;
    throw error;
  }
}
