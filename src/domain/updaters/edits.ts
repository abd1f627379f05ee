import type { Target } from '../pipeline/types.ts';
import type { Address } from './address.ts';
import type { Intent } from './intent.ts';
import { carries } from './kustomize/carries.ts';
import { setImages } from './kustomize/set-images.ts';
import { applyUpdate, carriesUpdate } from './updaters.ts';

/** What the kustomization of an overlay is to carry. Rows from before there were updaters are of this form. */
export interface OverlayEdit {
  readonly overlay: string;
  readonly images: readonly Intent[];
}

/** What another file of a target is to carry. */
export interface UpdateEdit {
  readonly overlay: string;
  readonly file: string;
  readonly updates: readonly Wanted[];
}

export interface Wanted {
  readonly address: Address;
  readonly artifact: Intent;
}

export type Edit = OverlayEdit | UpdateEdit;

/** The edits that make targets carry a release. What several of them share is edited once. */
export function editsOf(targets: readonly Target[], release: readonly Intent[]): Edit[] {
  const edits = targets.flatMap((target) => editsOfTarget(target, release));
  return [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()];
}

function editsOfTarget({ overlay, updates = [] }: Target, release: readonly Intent[]): Edit[] {
  const images = release.filter(({ name }) => !updates.some(({ artifact }) => artifact === name));
  const files = [...new Set(updates.map(({ file }) => file))];
  const ofFiles = files.map((file): UpdateEdit => {
    const ofFile = updates.filter((update) => update.file === file);
    const wanted = ofFile.flatMap(({ address, artifact: named }) =>
      release.filter(({ name }) => name === named).map((artifact) => ({ address, artifact })),
    );
    return { overlay, file, updates: wanted };
  });
  return [
    ...(images.length > 0 ? [{ overlay, images }] : []),
    ...ofFiles.filter(({ updates: wanted }) => wanted.length > 0),
  ];
}

/** The artifacts that an edit writes. */
export const artifactsOf = (edit: Edit): readonly Intent[] =>
  'images' in edit ? edit.images : edit.updates.map(({ artifact }) => artifact);

/**
 * The text with an edit made.
 * @throws EditRefusedError if it cannot be made safely
 */
export const applyEdit = (text: string, edit: Edit, file: string): string =>
  'images' in edit
    ? setImages(text, edit.images, file)
    : edit.updates.reduce(
        (edited, { address, artifact }) => applyUpdate(edited, address, artifact, file),
        text,
      );

/** Whether the text says what the edit would make it say. */
export const carriesEdit = (text: string, edit: Edit, file: string): boolean =>
  'images' in edit
    ? carries(text, edit.images, file)
    : edit.updates.every(({ address, artifact }) => carriesUpdate(text, address, artifact, file));
