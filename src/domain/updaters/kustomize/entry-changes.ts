import type { Intent } from '../intent.ts';
import type { EntryKey, ImageEntry } from './entries.ts';

export type EntryChange = readonly [key: EntryKey, value: string];

/**
 * The keys to set so that kustomize renders `image:tag@digest` from an entry. An entry without `newName` keeps its
 * `name`, so `newName` is needed only where the two differ; one that leads elsewhere is corrected, never removed.
 */
export function entryChanges(entry: ImageEntry, edit: Intent): EntryChange[] {
  const changes: EntryChange[] = [];
  if (repositoryOf(entry) !== edit.image) changes.push(['newName', edit.image]);
  if (entry.newTag !== edit.tag) changes.push(['newTag', edit.tag]);
  if (entry.digest !== edit.digest) changes.push(['digest', edit.digest]);
  return changes;
}

/** The repository that kustomize renders for what an entry matches. */
export const repositoryOf = (entry: ImageEntry): string => entry.newName ?? entry.name;
