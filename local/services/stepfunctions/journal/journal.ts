import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LineFile, readLines } from './line-file.ts';
import type { ArchiveLine, JournalLine } from './lines.ts';

/** Where everything goes that must survive the process. */
export interface Journal {
  append(line: JournalLine): void;
  /** Resolves when everything appended so far is safe. */
  flushed(): Promise<void>;
  /**
   * Moves executions that are over to the archive and writes the journal anew without them.
   * @param rest what the journal still needs, asked for when it is written
   */
  compact(over: readonly ArchiveLine[], rest: () => readonly JournalLine[]): Promise<void>;
  close(): Promise<void>;
}

export interface Recovered {
  readonly archive: readonly ArchiveLine[];
  readonly lines: readonly JournalLine[];
}

/** Forgets everything. */
export const memoryJournal: Journal = {
  append: () => {},
  flushed: () => Promise.resolve(),
  compact: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/** Opens the journal of a directory, which is made if it is missing, and returns what it holds. */
export function openJournal(directory: string): { readonly journal: Journal; readonly recovered: Recovered } {
  mkdirSync(directory, { recursive: true });
  const journalPath = join(directory, 'journal.jsonl');
  const archivePath = join(directory, 'archive.jsonl');
  const recovered: Recovered = {
    archive: readLines(archivePath) as ArchiveLine[],
    lines: readLines(journalPath) as JournalLine[],
  };
  return { journal: fileJournal(new LineFile(journalPath), new LineFile(archivePath)), recovered };
}

function fileJournal(journal: LineFile, archive: LineFile): Journal {
  return {
    append: (line) => journal.append(line),
    flushed: () => journal.flushed(),
    async compact(over, rest) {
      for (const line of over) archive.append(line);
      await archive.flushed();
      await journal.replace(rest);
    },
    async close() {
      await journal.close();
      await archive.close();
    },
  };
}
