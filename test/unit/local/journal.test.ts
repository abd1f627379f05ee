import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalDamagedError, type JournalOptions, openJournal } from '../../../local/journal.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'towpath-journal-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

interface Entry {
  readonly name: string;
  readonly value: number;
}

function openState(options: Partial<JournalOptions<Entry>> = {}) {
  const state = new Map<string, number>();
  const journal = openJournal<Entry>({
    file: join(directory, 'below', 'state.jsonl'),
    apply: ({ name, value }) => state.set(name, value),
    snapshot: () => [...state].map(([name, value]) => ({ name, value })),
    ...options,
  });
  return { state, journal };
}

const file = () => join(directory, 'below', 'state.jsonl');
const lines = () => readFileSync(file(), 'utf8').trimEnd().split('\n').length;

describe('a journal', () => {
  it('brings the state back', () => {
    const { journal } = openState();
    journal.append({ name: 'a', value: 1 });
    journal.append({ name: 'b', value: 2 });
    journal.append({ name: 'a', value: 3 });
    expect(openState().state).toEqual(
      new Map([
        ['a', 3],
        ['b', 2],
      ]),
    );
  });

  it('is written anew at the start and when it has grown', () => {
    const { journal } = openState();
    for (let value = 0; value < 1_999; value += 1) journal.append({ name: 'a', value });
    expect(lines()).toBe(1_999);
    journal.append({ name: 'b', value: 1 });
    expect(lines()).toBe(2);
    journal.append({ name: 'c', value: 1 });
    expect(openState().state.size).toBe(3);
  });

  it('drops a line that a crash has torn', () => {
    openState().journal.append({ name: 'a', value: 1 });
    appendFileSync(file(), '{"name":"b","val');
    const { state, journal } = openState();
    journal.append({ name: 'c', value: 1 });
    expect([...state.keys()]).toEqual(['a', 'c']);
    expect([...openState().state.keys()]).toEqual(['a', 'c']);
  });

  it('names the line that is damaged', () => {
    openState();
    writeFileSync(file(), '{"name":"a","value":1}\nnonsense\n{"name":"b","value":1}\n');
    expect(() => openState()).toThrow(JournalDamagedError);
    expect(() => openState()).toThrow(/state\.jsonl:2 is not JSON/);
  });

  it('keeps to the permissions that were asked for', () => {
    openState({ mode: 0o600 }).journal.append({ name: 'a', value: 1 });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('refuses what comes after its end', () => {
    const { journal } = openState();
    journal.close();
    expect(() => journal.append({ name: 'a', value: 1 })).toThrow();
  });

  it('lives in memory when it has no file', () => {
    const { state, journal } = openState({ file: undefined });
    journal.append({ name: 'a', value: 1 });
    journal.close();
    expect(state.get('a')).toBe(1);
  });
});
