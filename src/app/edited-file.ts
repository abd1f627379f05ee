import type { Edit } from '../domain/updaters/edits.ts';
import { type ConfigurationRepository, UnknownCommitError } from '../ports/repository.ts';

/** The names under which kustomize looks for its file, in its own order. */
const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export interface EditedFile {
  readonly path: string;
  readonly text: string;
}

/** The file that an edit is made to, or the folder whose kustomization it is. */
export type Edited = Pick<Edit, 'overlay'> & { readonly file?: string };

/** Distinct for what is read apart. */
export const editedKey = ({ overlay, file }: Edited): string => file ?? `${overlay}/`;

/** Whether a path may be the file of an edit. */
export const isEditedIn = (edited: Edited, path: string): boolean =>
  edited.file === undefined ? path.startsWith(`${edited.overlay}/`) : path === edited.file;

/** The file as it is at a commit; undefined when there is none, or the folder has no kustomization. */
export async function readEdited(
  repository: ConfigurationRepository,
  commit: string,
  { overlay, file }: Edited,
): Promise<EditedFile | undefined> {
  for (const path of file === undefined ? FILE_NAMES.map((name) => `${overlay}/${name}`) : [file]) {
    const text = await repository.readFile(commit, path);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

/** Like `readEdited`, for a commit that somebody else named: undefined also when the repository does not know it. */
export async function readReported(
  repository: ConfigurationRepository,
  commit: string,
  edited: Edited,
): Promise<EditedFile | undefined> {
  try {
    return await readEdited(repository, commit, edited);
  } catch (error) {
    if (error instanceof UnknownCommitError) return undefined;
    throw error;
  }
}
