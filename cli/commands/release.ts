import type { AddCommand } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { formatRelease } from '../output/release.ts';
import { resolveRelease } from '../release-reference.ts';
import { examples } from './examples.ts';

export const addRelease: AddCommand = (program, perform) => {
  program
    .command('release')
    .summary('where one release is')
    .description('Shows what a release contains and how far it has come, stage by stage.')
    .argument('<release>', 'its id, or <pipeline>@<tag> while a stage has it or waits for it')
    .addHelpText('after', examples('towpath release checkout_0f1e2d3c4b5a', 'towpath release checkout@1.4.3'))
    .action((reference: string) =>
      perform(async ({ client, output }) => {
        output.answer(await client.release(await resolveRelease(client, reference)), formatRelease);
        return EXIT.done;
      }),
    );
};
