import type { AddCommand } from '../context.ts';
import { EXIT, UsageError } from '../exit-code.ts';
import { resolveRelease } from '../release-reference.ts';
import { examples } from './examples.ts';

export const addPromote: AddCommand = (program, perform) => {
  program
    .command('promote')
    .summary('try a release in a stage (again)')
    .description(
      'Asks for a promotion by hand: a retry, or a stage the release did not get to. It passes the gates like any other.',
    )
    .argument('<release>', 'its id, or <pipeline>@<tag>')
    .argument('<stage>')
    .option('--override <gate>', 'after: past stages that it has not passed, if settings let you')
    .option('--reason <text>', 'why it is overridden; it is in the ledger')
    .addHelpText(
      'after',
      examples(
        'towpath promote checkout_d5d51ef9fb47 prod --as anna',
        'towpath promote checkout@1.4.4 prod --override after --as anna --reason "incident 42"',
      ),
    )
    .action((reference: string, stage: string, options: { override?: string; reason?: string }) =>
      perform(async ({ client, output }) => {
        const override = overrideOf(options);
        const release = await resolveRelease(client, reference);
        const { promotion } = await client.promote(release, stage, override);
        output.remark(`Asked for: ${promotion}`);
        return EXIT.done;
      }),
    );
};

function overrideOf({ override, reason = '' }: { override?: string; reason?: string }) {
  if (override === undefined) {
    if (reason !== '') throw new UsageError('--reason goes with --override.');
    return undefined;
  }
  if (override !== 'after')
    throw new UsageError(
      `--override ${override}: only "after" can be overridden here; others once they are closed: towpath override`,
    );
  return { gate: 'after' as const, reason };
}

export const addRollback: AddCommand = (program, perform) => {
  program
    .command('rollback')
    .summary('put an earlier release back')
    .description(
      'Puts an earlier healthy release back into a stage, at once and past every gate. What it takes away is marked as bad, and the stage is left on hold.',
    )
    .argument('<pipeline>')
    .argument('<stage>')
    .option('--to <release>', 'a release that passed the stage; the one before when not given')
    .requiredOption('--reason <text>', 'why; it is in the ledger')
    .addHelpText(
      'after',
      examples('towpath rollback checkout prod --as anna --reason "checkout fails in Safari"'),
    )
    .action((pipeline: string, stage: string, { to, reason }: { to?: string; reason: string }) =>
      perform(async ({ client, output }) => {
        const release = to === undefined ? undefined : await resolveRelease(client, to);
        const order = { reason, ...(release !== undefined && { to: release }) };
        const { promotion } = await client.rollBack(pipeline, stage, order);
        output.remark(`Rolling back: ${pipeline} ${stage} (${promotion})`);
        return EXIT.done;
      }),
    );
};

export const addUnmark: AddCommand = (program, perform) => {
  program
    .command('unmark')
    .summary('let a bad release be promoted again')
    .description('Lifts the mark that a failure or a rollback put on a release. It begins nowhere by itself.')
    .argument('<release>', 'its id, or <pipeline>@<tag>')
    .requiredOption('--reason <text>', 'why; it is in the ledger')
    .addHelpText(
      'after',
      examples('towpath unmark checkout_d5d51ef9fb47 --as anna --reason "the cluster was ill"'),
    )
    .action((reference: string, { reason }: { reason: string }) =>
      perform(async ({ client, output }) => {
        await client.liftMark(await resolveRelease(client, reference), reason);
        output.remark(`No longer marked as bad: ${reference}`);
        return EXIT.done;
      }),
    );
};
