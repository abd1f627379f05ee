import type { AddCommand } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { formatExplanation } from '../output/explanation.ts';
import { examples } from './examples.ts';

export const addExplain: AddCommand = (program, perform) => {
  program
    .command('explain')
    .summary('why a stage does not move')
    .description('Says why a stage does not move, and what would move it.')
    .argument('<pipeline>')
    .argument('<stage>')
    .addHelpText('after', examples('towpath explain checkout prod'))
    .action((pipeline: string, stage: string) =>
      perform(async ({ client, output }) => {
        output.answer(await client.explain(pipeline, stage), formatExplanation);
        return EXIT.done;
      }),
    );
};
