import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answered, connection, unanswered } from '../../../../../console/ui/state/connection.ts';
import { actAs, knownPerson, person, recallPerson } from '../../../../../console/ui/state/person.ts';
import { createStore } from '../../../../../console/ui/state/store.ts';

describe('a store', () => {
  it('tells listeners of a new value until they stop listening', () => {
    const store = createStore(1);
    const listener = vi.fn();
    const stop = store.subscribe(listener);
    store.set(2);
    store.set(2);
    expect(listener).toHaveBeenCalledTimes(1);
    stop();
    store.set(3);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(store.get()).toBe(3);
  });
});

describe('the connection', () => {
  beforeEach(answered);

  it('is lost since the first of several failures', () => {
    unanswered(Date.UTC(2026, 10, 20, 13));
    unanswered(Date.UTC(2026, 10, 20, 14));
    expect(connection.get()).toEqual({ state: 'lost', since: '2026-11-20T13:00:00.000Z' });
  });

  it('is live again with the next answer', () => {
    unanswered(0);
    answered();
    expect(connection.get()).toEqual({ state: 'live' });
  });
});

describe('whom the tab acts as', () => {
  const stored = new Map<string, string>();
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  };

  it('is remembered until nobody is chosen', () => {
    actAs('ada', storage);
    person.set(undefined);
    recallPerson(storage);
    expect(person.get()).toBe('ada');
    actAs(undefined, storage);
    recallPerson(storage);
    expect(person.get()).toBeUndefined();
  });

  it('is nobody when the settings do not know the person any more', () => {
    expect(knownPerson('ada', ['ada', 'grace'])).toBe('ada');
    expect(knownPerson('ada', ['grace'])).toBeUndefined();
    expect(knownPerson(undefined, ['grace'])).toBeUndefined();
  });
});
