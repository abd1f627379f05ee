import type { Command } from 'commander';
import type { AddCommand, Perform } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { examples } from './examples.ts';

type Verdict = 'approve' | 'reject';

const WORDS = {
  approve: { done: 'Approved', summary: 'let the waiting promotion go on' },
  reject: { done: 'Rejected', summary: 'end the waiting promotion' },
} as const;

export const addApprove: AddCommand = (program, perform) => {
  addVote(program, perform, 'approve')
    .option('--reason <text>', 'why; it is in the ledger')
    .option('--diff <digest>', 'the diff that you saw (towpath diff): any other is not approved')
    .addHelpText(
      'after',
      examples('towpath approve checkout prod --as anna --reason "checked the dashboards"'),
    );
};

export const addReject: AddCommand = (program, perform) => {
  addVote(program, perform, 'reject')
    .requiredOption('--reason <text>', 'why; it is in the ledger')
    .addHelpText('after', examples('towpath reject checkout prod --as anna --reason "search is broken"'));
};

function addVote(program: Command, perform: Perform, verdict: Verdict): Command {
  const { done, summary } = WORDS[verdict];
  return program
    .command(verdict)
    .summary(summary)
    .description(`Votes to ${summary}: the one that has the stage and waits for approval.`)
    .argument('<pipeline>')
    .argument('<stage>')
    .action((pipeline: string, stage: string, { reason = '', diff }: { reason?: string; diff?: string }) =>
      perform(async ({ client, output }) => {
        const answer = await client.vote(pipeline, stage, {
          verdict,
          reason,
          ...(diff !== undefined && { seen: { digest: diff } }),
        });
        output.answer(answer, ({ promotion }) => `${done}: ${pipeline} ${stage} (${promotion})`);
        // One vote is not all that may be needed. It is cast, whether or not anybody can be asked what else is.
        const now = await client.explain(pipeline, stage).catch(() => undefined);
        if (now !== undefined) output.remark(now.summary);
        return EXIT.done;
      }),
    );
}
