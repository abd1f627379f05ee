import type { Intent } from '../intent.ts';
import type { ImageEntry } from './entries.ts';

/**
 * kustomize applies the entries of `images:` one after another, each to what the ones before have made of a reference,
 * and takes `name` for a regular expression (`IsImageMatched` in kustomize's api/internal/image): so another entry can
 * take an image away from the edited one, or rewrite what it made. Undefined if none does.
 */
export function interferingEntry(entries: readonly ImageEntry[], edit: Intent): number | undefined {
  const own = entries.findIndex(({ name }) => name === edit.name);
  const rendered = `${edit.image}:${edit.tag}@${edit.digest}`;
  const index = entries.findIndex((entry, position) => {
    if (entry.name === edit.name) return false;
    if (!isWord(entry.name)) return true;
    return position < own ? takesAway(entry, edit) : matches(entry.name, rendered);
  });
  return index === -1 ? undefined : index;
}

/** Whether the only thing special in a name is the dot, which stands for any character in kustomize. */
const isWord = (name: string) => /^[\w./:@-]*$/.test(name);

function takesAway({ name, newName }: ImageEntry, edit: Intent): boolean {
  if (newName === undefined || newName === edit.name) return false;
  return matches(name, edit.name) || name.startsWith(`${edit.name}:`) || name.startsWith(`${edit.name}@`);
}

function matches(word: string, reference: string): boolean {
  return new RegExp(`^${word}(:[\\w.{}-]*)?(@sha256:[\\w.{}-]*)?$`).test(reference);
}
