import type { AddCommand } from '../context.ts';
import { EXIT, UsageError } from '../exit-code.ts';
import { slackManifest } from '../slack-manifest.ts';
import { examples } from './examples.ts';

export const addSlack: AddCommand = (program, perform) => {
  program
    .command('slack')
    .summary('set up the Slack app')
    .description(
      'Prints the manifest of the Slack app, to be pasted at api.slack.com/apps (docs/approvals.md).',
    )
    .argument('<what>', 'manifest')
    .addHelpText(
      'after',
      examples('towpath --url https://abc.execute-api.eu-west-1.amazonaws.com slack manifest'),
    )
    .action((what: string) =>
      perform(async ({ output, url }) => {
        if (what !== 'manifest') throw new UsageError(`There is no ${what} of Slack. Known: manifest.`);
        const manifest = slackManifest(url);
        output.answer(manifest, () => JSON.stringify(manifest, null, 2));
        return EXIT.done;
      }),
    );
};
