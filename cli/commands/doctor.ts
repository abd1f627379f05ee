import type { FindingView } from '../../console/api/views.ts';
import type { AddCommand } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import type { Look } from '../output/look.ts';
import { table } from '../output/table.ts';
import { examples } from './examples.ts';

export const addDoctor: AddCommand = (program, perform) => {
  program
    .command('doctor')
    .summary('look for what is wrong with the installation')
    .description(
      "Checks repository, pipeline files, clusters, dead letters and ledger; on AWS also rules, secret and roles, with the caller's credentials. Each finding has its way out.",
    )
    .option('--name <name>', 'of the installation on AWS', 'towpath')
    .addHelpText(
      'after',
      examples('towpath doctor', 'towpath doctor --url https://abc.execute-api.eu-west-1.amazonaws.com'),
    )
    .action(({ name }: { name: string }) =>
      perform(async ({ client, output, aws }) => {
        const findings = [...(await client.checkUp()), ...(await aws.checkUp(name))];
        output.answer(findings, formatFindings);
        return findings.some(({ state }) => state === 'fault') ? EXIT.no : EXIT.done;
      }),
    );
};

const COLOURS = { ok: 'green', warning: 'yellow', fault: 'red', skipped: 'dim' } as const;

function formatFindings(findings: readonly FindingView[], { paint, columns }: Look): string {
  const rows = findings.map(({ check, state, sentence, wayOut }) => [
    paint(COLOURS[state], state),
    check,
    wayOut === undefined || state === 'skipped' ? sentence : `${sentence}\n-> ${wayOut}`,
  ]);
  const faults = findings.filter(({ state }) => state === 'fault').length;
  const verdict = faults === 0 ? 'No faults.' : `${faults} fault${faults === 1 ? '' : 's'}.`;
  return `${table(rows, columns)}\n\n${verdict}`;
}
