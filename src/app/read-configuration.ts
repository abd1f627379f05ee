import { CONFIGURATION_FOLDER } from '../contract.ts';
import { type Problem, sortProblems } from '../domain/pipeline/problem.ts';
import type { Settings } from '../domain/pipeline/types.ts';
import {
  type Configuration,
  type ConfigurationFile,
  namedIn,
  validateConfiguration,
} from '../domain/pipeline/validate.ts';
import { type ConfigurationRepository, UnreadableFileError } from '../ports/repository.ts';
import { readEdited } from './edited-file.ts';
import { inParallel } from './in-parallel.ts';

/** Every pipeline file and the settings at a commit, checked against each other and the overlays there. */
export async function readConfiguration(
  repository: ConfigurationRepository,
  commit: string,
  options: { readonly replace?: ConfigurationFile; readonly before?: Settings | undefined } = {},
): Promise<Configuration> {
  const { replace, before } = options;
  const listed = await repository.listFiles(commit, CONFIGURATION_FOLDER);
  const paths = listed.filter((path) => /\.ya?ml$/.test(path) && path !== replace?.path);
  const read = await inParallel(paths, (path) => readFile(repository, commit, path));
  const files = [...read.flatMap(({ file }) => file ?? []), ...(replace ? [replace] : [])];
  const named = namedIn(files);
  const found = await inParallel(named.overlays, async (overlay) =>
    (await hasOverlay(repository, commit, overlay)) ? [overlay] : [],
  );
  const existing = new Set(found.flat());
  const texts = await inParallel(
    named.files,
    async (path) => [path, await textOf(repository, commit, path)] as const,
  );
  const textByPath = new Map(texts);
  const configuration = validateConfiguration(
    files,
    (overlay) => existing.has(overlay),
    before,
    (path) => textByPath.get(path),
  );
  const unreadable = read.flatMap(({ problem }) => problem ?? []);
  return { ...configuration, problems: sortProblems([...unreadable, ...configuration.problems]) };
}

/** One file that is no text must not keep the others from being read. */
async function readFile(
  repository: ConfigurationRepository,
  commit: string,
  path: string,
): Promise<{ file?: ConfigurationFile; problem?: Problem }> {
  try {
    return { file: { path, text: (await repository.readFile(commit, path)) ?? '' } };
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    const hint = 'save it as text in UTF-8';
    return { problem: { file: path, line: 1, column: 1, message: error.message, hint, excerpt: '' } };
  }
}

/** Undefined also for a file that is no text. */
async function textOf(
  repository: ConfigurationRepository,
  commit: string,
  path: string,
): Promise<string | undefined> {
  try {
    return await repository.readFile(commit, path);
  } catch (error) {
    if (error instanceof UnreadableFileError) return undefined;
    throw error;
  }
}

/** Whether it can be edited is not judged here: the first promotion to it is told. */
async function hasOverlay(
  repository: ConfigurationRepository,
  commit: string,
  overlay: string,
): Promise<boolean> {
  try {
    return (await readEdited(repository, commit, { overlay })) !== undefined;
  } catch (error) {
    if (error instanceof UnreadableFileError) return true;
    throw error;
  }
}
