import type { DeadLetterView, RedriveView } from '../../console/api/views.ts';
import type { AddCommand } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import type { Look } from '../output/look.ts';
import { table } from '../output/table.ts';
import { examples } from './examples.ts';

export const addDeadLetters: AddCommand = (program, perform) => {
  program
    .command('dead-letters')
    .summary('show what could not be handled')
    .description(
      'Shows the messages of the dead-letter queues: why each is there, and what a redrive would do.',
    )
    .addHelpText('after', examples('towpath dead-letters'))
    .action(() =>
      perform(async ({ client, output }) => {
        const letters = await client.deadLetters();
        output.answer(letters, (answer, look) => formatLetters(answer, look));
        return letters.length === 0 ? EXIT.done : EXIT.no;
      }),
    );
};

interface RedriveOptions {
  readonly yes?: true;
  readonly discard?: true;
}

export const addRedrive: AddCommand = (program, perform) => {
  program
    .command('redrive')
    .summary('handle dead letters again')
    .description(
      'Hands each dead letter to what it would have reached, which has no second effect. Without --yes it only shows them.',
    )
    .option('--yes', 'do it')
    .option('--discard', 'remove also what cannot be handled again')
    .addHelpText('after', examples('towpath redrive', 'towpath redrive --yes --as anna'))
    .action(({ yes, discard }: RedriveOptions) =>
      perform(async ({ client, output }) => {
        if (yes) {
          const letters = await client.redrive(discard === true);
          output.answer(letters, (answer, look) => formatLetters(answer, look));
          return letters.every(({ outcome }) => isGone(outcome)) ? EXIT.done : EXIT.no;
        }
        const letters = await client.deadLetters();
        output.answer(letters, (answer, look) => formatLetters(answer, look));
        if (letters.length > 0)
          output.remark('\nNothing was done. To handle them again: towpath redrive --yes');
        return EXIT.done;
      }),
    );
};

const isGone = (outcome: RedriveView['outcome']): boolean =>
  outcome === 'redriven' || outcome === 'discarded';

function formatLetters(letters: readonly (DeadLetterView | RedriveView)[], { paint, columns }: Look): string {
  if (letters.length === 0) return 'No dead letters.';
  const heading = ['SINCE', 'WHAT', 'OUTCOME', 'REASON'].map((text) => paint('dim', text));
  const rows = letters.map((letter) => [
    letter.at.slice(0, 16).replace('T', ' '),
    letter.what,
    outcomeOf(letter),
    ('error' in letter && letter.error) || letter.reason,
  ]);
  return table([heading, ...rows], columns);
}

const outcomeOf = (letter: DeadLetterView | RedriveView): string =>
  'outcome' in letter ? letter.outcome : letter.canRedrive ? 'can be redriven' : 'cannot be redriven';
