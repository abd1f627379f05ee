import { createStore } from './store.ts';

/** `connecting` until the first answer; lost `since` the last time that anything answered. */
export type Connection =
  | { readonly state: 'connecting' | 'live' }
  | { readonly state: 'lost'; readonly since: string };

export const connection = createStore<Connection>({ state: 'connecting' });

const LIVE: Connection = { state: 'live' };

export const answered = (): void => connection.set(LIVE);

/** Only the first of several failures counts. */
export function unanswered(now: number): void {
  if (connection.get().state !== 'lost')
    connection.set({ state: 'lost', since: new Date(now).toISOString() });
}
