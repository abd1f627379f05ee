import { createStore } from './store.ts';

const KEY = 'towpath.person';

/** Whom this tab acts as: a person of the settings. */
export const person = createStore<string | undefined>(undefined);

export function recallPerson(storage: Pick<Storage, 'getItem'>): void {
  person.set(storage.getItem(KEY) ?? undefined);
}

export function actAs(name: string | undefined, storage: Pick<Storage, 'setItem' | 'removeItem'>): void {
  if (name === undefined) storage.removeItem(KEY);
  else storage.setItem(KEY, name);
  person.set(name);
}

/** Somebody who is no longer in the settings is nobody. */
export const knownPerson = (name: string | undefined, people: readonly string[]): string | undefined =>
  name !== undefined && people.includes(name) ? name : undefined;
