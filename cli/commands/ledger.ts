import { InvalidArgumentError, Option } from 'commander';
import { isOfFleet, subjectOf } from '../../console/api/client.ts';
import type { LedgerLine, LedgerVerification } from '../../console/api/views.ts';
import type { AddCommand, Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { formatLedger } from '../output/ledger-line.ts';
import type { Look } from '../output/look.ts';
import { indent, table } from '../output/table.ts';
import { examples } from './examples.ts';

interface LedgerOptions {
  readonly pipeline?: string;
  readonly limit?: number;
  readonly rebuild?: boolean;
}

/** The API gives no more at once. */
const MOST_ENTRIES = 1000;

export const addLedger: AddCommand = (program, perform) => {
  program
    .command('ledger')
    .summary('what happened; does the state agree?')
    .description('Shows the latest entries of the ledger, newest last (with --json newest first).')
    .option('--pipeline <name>', 'entries of this pipeline only')
    .option('--limit <count>', 'how many entries, up to 1000 (default: 100)', parseLimit)
    .addOption(
      new Option(
        '--rebuild',
        'rebuild the state from the ledger and compare it with what is stored; exit code 1 if they differ',
      ).conflicts(['pipeline', 'limit']),
    )
    .addHelpText(
      'after',
      examples('towpath ledger', 'towpath ledger --pipeline checkout --limit 20', 'towpath ledger --rebuild'),
    )
    .action((options: LedgerOptions) =>
      perform((context) => (options.rebuild ? verify(context) : list(context, options))),
    );
};

async function list({ client, output }: Context, { pipeline, limit }: LedgerOptions): Promise<ExitCode> {
  const lines = await client.ledger({
    ...(pipeline !== undefined && { pipeline }),
    ...(limit !== undefined && { limit }),
  });
  // Every pipeline has an entry, so this one is none: that is said, with those that there are.
  if (pipeline !== undefined && !isOfFleet(pipeline) && lines.length === 0) await client.pipeline(pipeline);
  output.answer(lines, formatNewestLast);
  return EXIT.done;
}

const formatNewestLast = (lines: LedgerLine[], look: Look): string =>
  lines.length === 0 ? 'The ledger is empty.' : formatLedger(lines.toReversed(), look);

async function verify({ client, output }: Context): Promise<ExitCode> {
  const verifications = await client.verifyLedger();
  output.answer(verifications, formatVerifications);
  return verifications.every(({ differences }) => differences.length === 0) ? EXIT.done : EXIT.no;
}

function formatVerifications(verifications: LedgerVerification[], { paint }: Look): string {
  const rows = verifications.map(({ pipeline, entries, differences }) => [
    subjectOf(pipeline),
    `${entries} ${entries === 1 ? 'entry' : 'entries'}`,
    differences.length === 0 ? paint('green', 'agrees') : paint('red', 'DIFFERS'),
  ]);
  const details = verifications
    .filter(({ differences }) => differences.length > 0)
    .map(({ pipeline, differences }) => `\n${subjectOf(pipeline)}\n${indent(differences.join('\n'))}`);
  return rows.length === 0 ? 'There is no pipeline yet.' : [table(rows), ...details].join('\n');
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_ENTRIES) return limit;
  throw new InvalidArgumentError(`Write a whole number from 1 to ${MOST_ENTRIES}.`);
}
