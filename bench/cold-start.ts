import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { environmentOf } from '../functions/manifest.ts';
import { NAMES, STATE_MACHINE_ARN } from '../local/deploy.ts';
import { buildUi } from '../scripts/build-ui.ts';
import { type Bundle, bundleFunctions, manifestEntries } from '../scripts/bundle.ts';
import { duration, goal, type Report } from './lib/report.ts';
import { type Summary, summarise } from './lib/statistics.ts';

const ROOT = join(import.meta.dirname, '..');
const RUNS = 5;
const GOAL = { megabytes: 0.8, milliseconds: 200 };
const MEGABYTE = 1024 ** 2;

/** Loads the bundle as Lambda does before the first event: modules, clients, ports. */
const LOAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const begin = performance.now();
  import(workerData).then(() => parentPort.postMessage(performance.now() - begin));
`;

const environment = {
  ...environmentOf({
    tableName: NAMES.table,
    changeQueueUrl: 'http://127.0.0.1:1/queue',
    changeDeadLetterQueueUrl: 'http://127.0.0.1:1/queue',
    deadLetterQueueUrl: 'http://127.0.0.1:1/queue',
    stateMachineArn: STATE_MACHINE_ARN,
    agentKeysSecret: NAMES.agentKeys,
    slack: {
      chatQueueUrl: 'http://127.0.0.1:1/queue',
      chatDeadLetterQueueUrl: 'http://127.0.0.1:1/queue',
      slackSecret: NAMES.slackSecret,
    },
    consoleUrl: 'http://127.0.0.1:1',
    pullRequestUrl: 'https://codecommit.example.com/{id}',
    eventBus: NAMES.eventBus,
    repository: 'fleet',
    branch: 'main',
  }),
  // As on Lambda, with its traces.
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
  LAMBDA_TASK_ROOT: '/var/task',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

interface Start {
  readonly id: string;
  readonly megabytes: number;
  readonly milliseconds: Summary;
}

/** How large each bundle is, and how long a fresh worker takes to load it. */
export async function coldStart(): Promise<Report> {
  await buildUi(join(ROOT, 'dist/ui'));
  const starts: Start[] = [];
  for (const { id, file, bytes } of await bundleFunctions({
    entries: manifestEntries(),
    outdir: 'dist/functions',
  }))
    starts.push({ id, megabytes: bytes / MEGABYTE, milliseconds: await timeLoads(file) });
  const largest = Math.max(...starts.map(({ megabytes }) => megabytes));
  const slowest = Math.max(...starts.map(({ milliseconds }) => milliseconds.median));
  return {
    title: `Bundles, and loading them in a fresh worker (median of ${RUNS})`,
    table: [
      ['', 'MB', 'load', 'min', 'max'],
      ...starts.map(({ id, megabytes, milliseconds: { median, min, max } }) => [
        id,
        megabytes.toFixed(2),
        ...[median, min, max].map(duration),
      ]),
    ],
    remarks: [
      goal('Largest bundle', largest, GOAL.megabytes, ' MB'),
      goal('Slowest to load', slowest, GOAL.milliseconds, ' ms'),
    ],
    data: { unit: 'ms', starts },
  };
}

async function timeLoads(file: Bundle['file']): Promise<Summary> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) times.push(await load(file));
  return summarise(times);
}

async function load(file: string): Promise<number> {
  const worker = new Worker(LOAD, { eval: true, workerData: file, env: environment });
  try {
    return await new Promise<number>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
}
