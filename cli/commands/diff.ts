import type { AddCommand } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { formatDiff } from '../output/diff.ts';
import { formatRendered } from '../output/rendered.ts';
import { examples } from './examples.ts';

export const addDiff: AddCommand = (program, perform) => {
  program
    .command('diff')
    .summary('what a promotion would still change')
    .description('Shows the lines of the overlays that a promotion would still change, wave by wave.')
    .argument('<promotion>', 'as status <pipeline> and release <id> show it')
    .option('--rendered', 'what kustomize makes of it: the manifests before and after')
    .addHelpText(
      'after',
      examples(
        'towpath diff checkout_prod_0f1e2d3c4b5a_1',
        'towpath diff checkout_prod_0f1e2d3c4b5a_1 --rendered',
      ),
    )
    .action((id: string, { rendered }: { rendered?: true }) =>
      perform(async ({ client, output }) => {
        if (rendered) output.answer(await client.rendered(id), formatRendered);
        else output.answer(await client.diff(id), formatDiff);
        return EXIT.done;
      }),
    );
};
