import { closureOf, type Known } from '../domain/render/closure.ts';
import type { ConfigurationRepository } from '../ports/repository.ts';
import { inParallel } from './in-parallel.ts';

/** Reads what overlays are made of at one commit, and nothing twice. */
export interface ClosureReader {
  /**
   * @param edited texts by path, in place of those that are there
   * @throws NotRenderedError or UnreadableFileError
   */
  read(overlay: string, edited?: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>>;
}

export function createClosureReader(repository: ConfigurationRepository, commit: string): ClosureReader {
  const folders = new Map<string, readonly string[]>();
  const texts = new Map<string, string>();

  async function look(wanted: { readonly folders: readonly string[]; readonly files: readonly string[] }) {
    await inParallel(wanted.folders, async (folder) =>
      folders.set(folder, await repository.listFiles(commit, folder)),
    );
    await inParallel(wanted.files, async (path) =>
      // It was in the list of its folder, so it is there.
      texts.set(path, (await repository.readFile(commit, path)) ?? ''),
    );
  }

  return {
    async read(overlay, edited = new Map()) {
      const known: Known = {
        files: (folder) => folders.get(folder),
        text: (path) => edited.get(path) ?? texts.get(path),
      };
      for (;;) {
        const closure = closureOf(overlay, known);
        if (closure.kind === 'whole') return closure.files;
        await look(closure);
      }
    },
  };
}
