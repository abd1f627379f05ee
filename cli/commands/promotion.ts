import type { AddCommand } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { formatPromotion } from '../output/promotion.ts';
import { examples } from './examples.ts';

export const addPromotion: AddCommand = (program, perform) => {
  program
    .command('promotion')
    .summary('one promotion with its timeline')
    .description('Shows what happened to one promotion: when, which commit, who approved.')
    .argument('<id>', 'as status <pipeline> and release <id> show it')
    .addHelpText('after', examples('towpath promotion checkout_prod_0f1e2d3c4b5a_1'))
    .action((id: string) =>
      perform(async ({ client, output }) => {
        output.answer(await client.promotion(id), formatPromotion);
        return EXIT.done;
      }),
    );
};
