import type { AddCommand } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { examples } from './examples.ts';

export const addHold: AddCommand = (program, perform) => {
  program
    .command('hold')
    .summary('let a stage take no promotion')
    .description('Puts a stage on hold: no promotion passes its gates until the hold is released.')
    .argument('<pipeline>')
    .argument('<stage>')
    .requiredOption('--reason <text>', 'why; it is in the ledger')
    .addHelpText('after', examples('towpath hold checkout prod --as anna --reason "sale until Sunday"'))
    .action((pipeline: string, stage: string, { reason }: { reason: string }) =>
      perform(async ({ client, output }) => {
        await client.hold(pipeline, stage, reason);
        output.remark(
          `On hold: ${pipeline} ${stage}. Lift it with: towpath release-hold ${pipeline} ${stage} --reason "..."`,
        );
        return EXIT.done;
      }),
    );
};

export const addReleaseHold: AddCommand = (program, perform) => {
  program
    .command('release-hold')
    .summary('lift a hold')
    .description('Lifts the hold of a stage, whoever set it; what waits there looks at its gates again.')
    .argument('<pipeline>')
    .argument('<stage>')
    .requiredOption('--reason <text>', 'why; it is in the ledger')
    .addHelpText('after', examples('towpath release-hold checkout prod --as anna --reason "sale is over"'))
    .action((pipeline: string, stage: string, { reason }: { reason: string }) =>
      perform(async ({ client, output }) => {
        await client.liftHold(pipeline, stage, reason);
        output.remark(`No longer on hold: ${pipeline} ${stage}`);
        return EXIT.done;
      }),
    );
};
