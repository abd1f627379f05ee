import type { AddCommand } from '../context.ts';
import { EXIT, UsageError } from '../exit-code.ts';
import { readInput } from '../io.ts';
import { examples } from './examples.ts';

const FOLDER = '.towpath/';

export const addValidate: AddCommand = (program, perform) => {
  program
    .command('validate')
    .summary('check a pipeline file before committing')
    .description('Checks a file of .towpath/ as if it were committed now, with the others and the overlays.')
    .argument('<file>')
    .addHelpText(
      'after',
      examples('towpath validate .towpath/checkout.yaml', 'towpath validate draft.yaml # as a new file'),
    )
    .action((file: string) =>
      perform(async ({ client, output, io }) => {
        const path = pathInRepository(file);
        const text = await readInput(io, file);
        requireRead(path, file);
        const answer = await client.validate({ path, text });
        output.answer(answer, ({ problems }) => formatProblems(problems, path, file));
        return answer.problems.length === 0 ? EXIT.done : EXIT.no;
      }),
    );
};

/** From `.towpath/` on, where the path has it; any other file is taken for a new one in that folder. */
export function pathInRepository(file: string): string {
  if (file === '-') return `${FOLDER}stdin.yaml`;
  const path = `/${file.replaceAll('\\', '/')}`;
  const at = path.lastIndexOf(`/${FOLDER}`);
  return at < 0 ? FOLDER + path.slice(path.lastIndexOf('/') + 1) : path.slice(at + 1);
}

/** What Towpath would never read has no problems, and saying so would mislead. */
function requireRead(path: string, file: string): void {
  if (/^[^/]+\.ya?ml$/.test(path.slice(FOLDER.length))) return;
  const why = path.includes('/scenarios/')
    ? 'Run scenarios with: towpath test'
    : `Towpath reads the files directly in ${FOLDER} that end with .yaml or .yml.`;
  throw new UsageError(`${file} is no pipeline file and no settings. ${why}`);
}

/** Under the name that the person gave, so that an editor finds the place. */
function formatProblems(problems: readonly string[], path: string, file: string): string {
  if (problems.length === 0) return `${file}: no problems`;
  const blocks = problems.map((problem) =>
    (problem.startsWith(`${path}:`) ? file + problem.slice(path.length) : problem).trimEnd(),
  );
  return [...blocks, `${problems.length} problem${problems.length === 1 ? '' : 's'}`].join('\n\n');
}
