import type { AddCommand } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { formatDiff } from '../output/diff.ts';
import { examples } from './examples.ts';

export const addDiff: AddCommand = (program, perform) => {
  program
    .command('diff')
    .summary('what a promotion would still change')
    .description('Shows the lines of the overlays that a promotion would still change, wave by wave.')
    .argument('<promotion>', 'as status <pipeline> and release <id> show it')
    .addHelpText('after', examples('towpath diff checkout_prod_0f1e2d3c4b5a_1'))
    .action((id: string) =>
      perform(async ({ client, output }) => {
        output.answer(await client.diff(id), formatDiff);
        return EXIT.done;
      }),
    );
};
