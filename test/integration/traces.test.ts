import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../scripts/bundle.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A function as ours are made: it reads the table twice at once, writes a line with ids, and fails when it is told to. */
const HANDLER = `
  import { DynamoDBClient, GetItemCommand } from '${ROOT}/node_modules/@aws-sdk/client-dynamodb';
  import { createLog } from '${ROOT}/src/aws/log.ts';
  import { capture, traced } from '${ROOT}/src/aws/tracer.ts';
  const body = new TextEncoder().encode('{}');
  const requestHandler = { handle: async () => ({ response: { statusCode: 200, headers: {}, body } }) };
  const client = capture(new DynamoDBClient({ requestHandler }));
  const log = createLog('probe', 'towpath');
  const get = () => client.send(new GetItemCommand({ TableName: 'towpath', Key: { pk: { S: 'a' } } }));
  export const handler = traced(async ({ promotion, fails }) => {
    await Promise.all([get(), get()]);
    log.info('Task done', { pipeline: 'checkout', promotion });
    if (fails) throw new RangeError('out of it');
    return promotion;
  });`;

const RUN = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData).then(({ handler }) =>
    parentPort.on('message', ({ event, header }) => {
      if (event === undefined) return parentPort.close();
      if (header) process.env._X_AMZN_TRACE_ID = header;
      handler(event).then((done) => parentPort.postMessage({ done }), ({ name }) => parentPort.postMessage({ name }));
    }));`;

const TRACE = '1-5759e988-bd862e3fe1be46a994272793';
const header = (sampled: 0 | 1) => `Root=${TRACE};Parent=53995c3f42cd8ad8;Sampled=${sampled}`;

interface Part {
  readonly id: string;
  readonly name: string;
  readonly trace_id: string;
  readonly parent_id: string;
  readonly in_progress?: boolean;
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly fault?: boolean;
  readonly cause?: { readonly exceptions: readonly { readonly type: string }[] };
  readonly aws?: { readonly operation: string; readonly table_name: string };
}

let folder: string;
let file: string;
let daemon: Socket;
let parts: Part[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'towpath-traces-'));
  writeFileSync(join(folder, 'probe.ts'), HANDLER);
  const entries = [{ id: 'probe', entry: join(folder, 'probe.ts') }];
  const [bundle] = await bundleFunctions({ entries, outdir: join(folder, 'out') });
  file = bundle!.file;
  daemon = createSocket('udp4').on('message', (message) => {
    const [, document = ''] = message.toString().split('\n');
    parts.push(JSON.parse(document));
  });
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
});
afterAll(() => {
  daemon.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  parts = [];
});

/** Runs the events one after another in one warm function. */
async function run(
  events: readonly { readonly event: object; readonly header?: string }[],
  env: Readonly<Record<string, string>>,
): Promise<unknown[]> {
  const worker = new Worker(RUN, {
    eval: true,
    workerData: file,
    stdout: true,
    stderr: true,
    env: {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_LAMBDA_FUNCTION_NAME: 'probe',
      LAMBDA_TASK_ROOT: '/var/task',
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
      ...env,
    },
  });
  const answers: unknown[] = [];
  for (const event of events) {
    worker.postMessage(event);
    const [answer] = await once(worker, 'message');
    answers.push(answer);
  }
  // It ends when all that it sends is sent.
  worker.postMessage({});
  await once(worker, 'exit');
  return answers;
}

/** A datagram that was sent to this process before comes before one that is sent now. */
async function received(): Promise<Part[]> {
  const all = parts;
  daemon.send('mark\n{"name":"mark"}', daemon.address().port, '127.0.0.1');
  while (!all.some(({ name }) => name === 'mark')) await once(daemon, 'message');
  return all.filter(({ name, in_progress }) => name !== 'mark' && in_progress !== true);
}

const ON_LAMBDA = {
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
};

describe('on Lambda', () => {
  it('a trace has the handler with the ids that the log has, and each call of AWS below it', async () => {
    const events = ['p1', 'p2'].map((promotion) => ({ event: { promotion }, header: header(1) }));
    expect(await run(events, ON_LAMBDA)).toEqual([{ done: 'p1' }, { done: 'p2' }]);
    const all = await received();
    const handlers = all.filter(({ name }) => name === '## handler');
    expect(handlers.map(({ annotations }) => annotations)).toEqual([
      { ColdStart: true, Service: 'probe', pipeline: 'checkout', promotion: 'p1' },
      { ColdStart: false, Service: 'probe', pipeline: 'checkout', promotion: 'p2' },
    ]);
    for (const { id, trace_id, parent_id } of handlers) {
      expect([trace_id, parent_id]).toEqual([TRACE, '53995c3f42cd8ad8']);
      const calls = all.filter((part) => part.parent_id === id);
      expect(calls).toMatchObject([
        { name: 'DynamoDB', aws: { operation: 'GetItem', table_name: 'towpath' } },
        { name: 'DynamoDB', aws: { operation: 'GetItem', table_name: 'towpath' } },
      ]);
    }
  });

  it('an error is in the trace, and thrown all the same', async () => {
    const event = { promotion: 'p1', fails: true };
    expect(await run([{ event, header: header(1) }], ON_LAMBDA)).toEqual([{ name: 'RangeError' }]);
    const failed = (await received()).filter(({ name }) => name === '## handler');
    expect(failed).toMatchObject([{ fault: true, cause: { exceptions: [{ type: 'RangeError' }] } }]);
  });

  it('what X-Ray does not sample is not sent, and neither is what has no trace', async () => {
    const events = [{ event: { promotion: 'p0' } }, { event: { promotion: 'p1' }, header: header(0) }];
    expect(await run(events, ON_LAMBDA)).toEqual([{ done: 'p0' }, { done: 'p1' }]);
    expect(await received()).toEqual([]);
  });
});

describe('elsewhere, and where it is turned off', () => {
  it.each([{}, { ...ON_LAMBDA, POWERTOOLS_TRACE_ENABLED: 'false' }])('nothing is sent (%o)', async (env) => {
    const events = [{ event: { promotion: 'p1' }, header: header(1) }];
    expect(await run(events, env)).toEqual([{ done: 'p1' }]);
    expect(await received()).toEqual([]);
  });
});
