import type { AddCommand } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { examples } from './examples.ts';

export const addOverride: AddCommand = (program, perform) => {
  program
    .command('override')
    .summary('open a gate for one promotion')
    .description(
      'Opens a closed gate (approval, freeze) for the promotion that has the stage, and for no other. Only for people whom settings allow.',
    )
    .argument('<pipeline>')
    .argument('<stage>')
    .requiredOption('--gate <gate>', 'as explain names it')
    .requiredOption('--reason <text>', 'why; it is in the ledger')
    .addHelpText(
      'after',
      examples('towpath override checkout prod --gate freeze --as anna --reason "hotfix for incident 42"'),
    )
    .action((pipeline: string, stage: string, { gate, reason }: { gate: string; reason: string }) =>
      perform(async ({ client, output }) => {
        const answer = await client.override(pipeline, stage, { gate, reason });
        output.answer(
          answer,
          ({ promotion }) => `Overridden: ${gate} of ${pipeline} ${stage} (${promotion})`,
        );
        return EXIT.done;
      }),
    );
};
