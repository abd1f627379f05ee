import type { AddCommand } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { formatFleet } from '../output/fleet.ts';
import { formatPipeline } from '../output/pipeline.ts';
import { examples } from './examples.ts';

const LEGEND = `
In the table:  1.4.2 9d healthy    the release of the stage, since when, health
               > 1.4.3 verifying   under way (2/3: the second of three waves)
               ? 1.4.3 approval    waits for approval
               + 1.4.4 waiting     waits for the stage
               = on hold           takes nothing until the hold is released
               ! drift             a promoted value was changed by hand
               x 1.4.3 failed      the last promotion did not get through`;

export const addStatus: AddCommand = (program, perform) => {
  program
    .command('status')
    .summary('what is where: the fleet, or a pipeline')
    .description('Shows which release is in which stage: of the whole fleet, or of one pipeline in detail.')
    .argument('[pipeline]', 'in detail, with ids')
    .addHelpText('after', LEGEND)
    .addHelpText('after', examples('towpath status', 'towpath status checkout', 'towpath status --json'))
    .action((pipeline: string | undefined) =>
      perform(async ({ client, output }) => {
        if (pipeline === undefined) output.answer(await client.fleet(), formatFleet);
        else output.answer(await client.pipeline(pipeline), formatPipeline);
        return EXIT.done;
      }),
    );
};
