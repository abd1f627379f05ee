import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { AddCommand } from '../context.ts';
import { EXIT, MissingError } from '../exit-code.ts';
import { type ScaffoldedFile, scaffold } from '../init/files.ts';
import { guess } from '../init/guess.ts';
import { scanRepository } from '../init/scan.ts';
import { startedIn } from '../io.ts';
import { examples } from './examples.ts';

interface InitAnswer {
  readonly written: readonly string[];
  /** Were there already, and are as they were. */
  readonly kept: readonly string[];
  readonly guessed: readonly string[];
  readonly doubts: readonly string[];
}

export const addInit: AddCommand = (program, perform) => {
  program
    .command('init')
    .summary('make .towpath/ for a repository')
    .description(
      'Looks at a configuration repository on disk and makes .towpath/ from its overlays, images and clusters. Says what it guessed, and overwrites nothing.',
    )
    .argument('[folder]', 'the checked out repository', '.')
    .option('--dry-run', 'only say what would be made')
    .addHelpText('after', examples('towpath init', 'towpath init ../fleet --dry-run'))
    .action((folder: string, { dryRun }: { dryRun?: true }) =>
      perform(async ({ output, io }) => {
        const root = resolve(startedIn(io), folder);
        const guessed = guess(await scan(root, folder));
        if (guessed.pipelines.length === 0)
          throw new MissingError(
            [
              `No pipeline could be guessed: no kustomization.yaml and no HelmRelease under ${folder} sets an image of ECR in a folder named like a stage.`,
              ...guessed.doubts,
              'docs/pipeline-file.md says how to write one.',
            ].join(' '),
          );
        const { written, kept } = await write(root, scaffold(guessed), dryRun === true);
        const sentences = guessed.pipelines.map(
          ({ name, stages }) =>
            `${name}: ${stages.map((stage) => `${stage.name} (${stage.targets.map(({ cluster }) => cluster).join(', ')})`).join(' -> ')}`,
        );
        const answer: InitAnswer = { written, kept, guessed: sentences, doubts: guessed.doubts };
        output.answer(answer, (shown) => format(shown, dryRun === true));
        return EXIT.done;
      }, 'offline'),
    );
};

async function scan(root: string, folder: string) {
  try {
    return await scanRepository(root);
  } catch (cause) {
    throw new MissingError(`${folder} is no folder that can be read.`, { cause });
  }
}

async function write(root: string, files: readonly ScaffoldedFile[], dryRun: boolean) {
  const [written, kept]: [string[], string[]] = [[], []];
  for (const { path, text } of files)
    (await writeNew(join(root, path), text, dryRun)) ? written.push(path) : kept.push(path);
  return { written, kept };
}

/** False when there is such a file already. */
async function writeNew(path: string, text: string, dryRun: boolean): Promise<boolean> {
  if (dryRun) return true;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

const list = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [heading, ...lines.map((line) => `  ${line}`)];

const format = ({ written, kept, guessed, doubts }: InitAnswer, dryRun: boolean): string =>
  [
    ...list(dryRun ? 'Would make:' : 'Made:', written),
    ...list('Left as they are:', kept),
    ...list('Guessed:', guessed),
    ...list('In doubt:', doubts),
    'Next: read the files, then check each: towpath validate <file>. Then commit them.',
  ].join('\n');
