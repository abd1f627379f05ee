/** `npm start`: an installation on this machine, with the example fleet and its agents, until it is interrupted. */
import { parseArgs } from 'node:util';
import { followLedger } from '../cli/follow-ledger.ts';
import { formatLine } from '../cli/output/ledger-line.ts';
import { PortTakenError } from '../local/server.ts';
import { type Booted, boot } from './boot.ts';

const FIRST_PUSH = { repository: 'checkout', tag: '1.1.0' };

const BY_DEFAULT = '.data';

const { values } = parseArgs({
  options: {
    fresh: { type: 'boolean', default: false },
    port: { type: 'string', default: '7070' },
    data: { type: 'string', default: BY_DEFAULT },
  },
});

async function start(): Promise<void> {
  console.log('Starting the local cloud ...');
  const booted = await boot({
    directory: values.data,
    port: Number(values.port),
    fresh: values.fresh,
    log: (line) => console.error(line),
  });
  const { signal } = closeOnSignal(booted);
  console.log(welcome(booted));
  const isFirst = (await booted.client.ledger({ limit: 100 })).every(
    ({ type }) => type === 'pipeline-defined',
  );
  if (isFirst) {
    console.log(
      `Pushing ${FIRST_PUSH.repository}:${FIRST_PUSH.tag} into the registry. From here on it goes by itself:\n`,
    );
    await booted.cloud.ecr.putImage(FIRST_PUSH);
  }
  await followLedger(booted.client, {
    signal,
    backlog: ({ type }) => type !== 'pipeline-defined',
    onLine: (line) => {
      console.log(formatLine(line));
      if (line.type === 'gates-closed') console.log(hint(line.pipeline, line.stage ?? ''));
    },
  });
}

/** The command line finds the usual place by itself. */
const elsewhere = (url: string, token: string): string =>
  values.data === BY_DEFAULT ? '' : `export TOWPATH_URL=${url} TOWPATH_TOKEN=${token}\n               `;

const welcome = ({ url, token, repositoryUrl }: Booted): string => `
Towpath runs on this machine. Its state is in ${values.data}; npm start -- --fresh begins anew.

  Web page     ${url}/#token=${token}
  Slack        ${url}/slack#token=${token}
  CodeCommit   ${url}/codecommit#token=${token}
  Repository   git clone ${repositoryUrl}
  Commands     ${elsewhere(url, token)}npm run towpath -- status
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
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof PortTakenError) console.error('For example: npm start -- --port 7171');
  // Whatever was started already goes with the process; its state is on disk.
  process.exit(1);
}
