/** `npm start`: an installation on this machine, with the example fleet and its agents, until it is interrupted. */
import { parseArgs } from 'node:util';
import { followLedger } from '../cli/follow-ledger.ts';
import { formatLine } from '../cli/output/ledger-line.ts';
import type { LedgerLine } from '../console/api/views.ts';
import { PortTakenError } from '../local/server.ts';
import { type Booted, boot } from './boot.ts';

const FIRST_PUSH = { repository: 'checkout', tag: '1.1.0' };

const BY_DEFAULT = '.data';

/** What a restart repeats of the ledger: where one left off. */
const LAST_ENTRIES = 10;

interface Options {
  readonly fresh: boolean;
  readonly port: number;
  readonly data: string;
}

/** @throws Error that says what is wrong with the command line. */
function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      fresh: { type: 'boolean', default: false },
      port: { type: 'string', default: '7070' },
      data: { type: 'string', default: BY_DEFAULT },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65535)
    throw new Error(`"${values.port}" is no port. Write a number up to 65535, or leave --port out: 7070.`);
  return { ...values, port };
}

async function start({ data, port, fresh }: Options): Promise<void> {
  console.log('Starting the local cloud ...');
  const booted = await boot({ directory: data, port, fresh, log: (line) => console.error(line) });
  const { signal } = closeOnSignal(booted);
  console.log(welcome(booted, data));
  const isFirst = (await booted.client.ledger({ limit: 100 })).every(
    ({ type }) => type === 'pipeline-defined',
  );
  if (isFirst) {
    console.log(
      `Pushing ${FIRST_PUSH.repository}:${FIRST_PUSH.tag} into the registry. From here on it goes by itself:\n`,
    );
    await booted.cloud.ecr.putImage(FIRST_PUSH);
  }
  const last = new Set((await booted.client.ledger({ limit: LAST_ENTRIES })).map(keyOf));
  await followLedger(booted.client, {
    signal,
    backlog: (line) => line.type !== 'pipeline-defined' && (isFirst || last.has(keyOf(line))),
    onLine: (line) => {
      console.log(formatLine(line));
      if (line.type === 'gates-closed' && /\d of \d+ approvals/.test(line.sentence))
        console.log(hint(line.pipeline, line.stage ?? ''));
    },
  });
}

const keyOf = ({ pipeline, sequence }: LedgerLine): string => `${pipeline} ${sequence}`;

/** The command line finds the usual place by itself. */
const elsewhere = (url: string, token: string, data: string): string =>
  data === BY_DEFAULT ? '' : `export TOWPATH_URL=${url} TOWPATH_TOKEN=${token}\n               `;

const welcome = ({ url, token, repositoryUrl }: Booted, data: string): string => `
Towpath runs on this machine. Its state is in ${data}; npm start -- --fresh begins anew.

  Web page     ${url}/#token=${token}
  Slack        ${url}/slack#token=${token}
  CodeCommit   ${url}/codecommit#token=${token}
  Repository   git clone ${repositoryUrl}
  Commands     ${elsewhere(url, token, data)}npm run towpath -- status
               npm run towpath -- push checkout 1.2.0
               npm run towpath -- agent prod-eu-1 --fail
               npm run towpath -- --help
`;

const hint = (pipeline: string, stage: string): string =>
  `             -> npm run towpath -- approve ${pipeline} ${stage} --as <person> --reason "looks good"   (or on the web page)`;

/** Stops following before anything it asks is gone. */
function closeOnSignal(booted: Booted): AbortController {
  const following = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      console.log('\nStopping. npm start goes on where this ended.');
      following.abort();
      void booted.close().then(() => process.exit(0));
    });
  return following;
}

try {
  await start(readOptions());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof PortTakenError) console.error('For example: npm start -- --port 7171');
  // Whatever was started already goes with the process; its state is on disk.
  process.exit(1);
}
