import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ACCOUNT } from '../../../local/deploy.ts';
import { readBody } from '../../../local/http.ts';
import { startServer } from '../../../local/server.ts';
import { createStepFunctions } from '../../../local/services/stepfunctions/index.ts';
import type { Aws } from '../aws.ts';
import type { Emulator } from '../emulator.ts';
import { DeadlineError, waitFor } from '../wait-for.ts';
import { MACHINES, type Machine } from './machines.ts';

const PROBE = 'asl-probe';
const PROBE_FILE = new URL('./probe/index.mjs', import.meta.url);
type Probe = (event: unknown) => Promise<unknown>;
/** Longer than any of the machines lasts. */
const ENDS_WITHIN_MS = 20_000;

interface Answer {
  readonly succeed?: unknown;
  readonly fail?: { readonly error: string; readonly cause: string };
}

export interface Comparison {
  readonly machine: Machine;
  readonly there: string;
  readonly here: string;
  /** As it must be: the same, or another where the table says so. */
  readonly isAsListed: boolean;
}

/** Runs every machine of the table on MiniStack and on our interpreter, with the same inputs. */
export async function compareMachines(emulator: Emulator, aws: Aws): Promise<Comparison[]> {
  await aws.createFunction(PROBE, PROBE_FILE);
  const local = await startServer({
    port: 0,
    services: [createStepFunctions({ region: ACCOUNT.region, account: ACCOUNT.accountId, invokeLambda })],
  });
  const [there, here] = [runnerAt(emulator.url), runnerAt(local.url)];
  try {
    return await Promise.all(
      MACHINES.map(async (machine, index) => {
        const [theirs, ours] = await Promise.all([there(machine, index), here(machine, index)]);
        const isAsListed = (theirs === ours) === (machine.differs === undefined);
        return { machine, there: theirs, here: ours, isAsListed };
      }),
    );
  } finally {
    await local.close();
  }
}

async function invokeLambda(_: string, payload: unknown) {
  const { handler } = (await import(PROBE_FILE.href)) as { handler: Probe };
  try {
    return { payload: await handler(payload) };
  } catch (error) {
    const { name, message } = error as Error;
    return { error: { errorType: name, errorMessage: message } };
  }
}

const arn = (service: string, rest: string) =>
  `arn:aws:${service}:${service === 'iam' ? '' : ACCOUNT.region}:${ACCOUNT.accountId}:${rest}`;

function runnerAt(endpoint: string) {
  const credentials = { accessKeyId: ACCOUNT.accountId, secretAccessKey: 'test' };
  const client = new SFNClient({ endpoint, region: ACCOUNT.region, credentials });
  return async ({ states, input = {} }: Machine, index: number): Promise<string> => {
    const desk = await openDesk(client);
    const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({
        name: `asl-${index}`,
        roleArn: arn('iam', 'role/asl-probe'),
        definition: definition.replaceAll('${probe}', arn('lambda', `function:${PROBE}`)),
      }),
    );
    const { executionArn } = await client.send(
      new StartExecutionCommand({
        stateMachineArn,
        input: JSON.stringify({ ...(input as object), url: desk.url }),
      }),
    );
    try {
      return await waitFor(
        'the execution has ended',
        async () => {
          const { status, output, error } = await client.send(new DescribeExecutionCommand({ executionArn }));
          if (status === 'RUNNING') return undefined;
          return status === 'SUCCEEDED' ? `succeeded ${canonical(output, desk.url)}` : `failed ${error}`;
        },
        ENDS_WITHIN_MS,
      );
    } catch (failure) {
      if (failure instanceof DeadlineError) return 'still running';
      throw failure;
    } finally {
      desk.close();
    }
  };
}

/** Where the probe brings tokens to; they are answered as it says. */
async function openDesk(client: SFNClient): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const { token: taskToken, answer } = JSON.parse(String(await readBody(request, 65_536)));
    response.end();
    const { succeed, fail } = answer as Answer;
    if (succeed !== undefined)
      await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(succeed) }));
    if (fail !== undefined) await client.send(new SendTaskFailureCommand({ taskToken, ...fail }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
}

/** Without what is another at each run, and with keys in one order. */
function canonical(text: string | undefined, url: string): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([, each]) => each !== url);
    return Object.fromEntries(
      entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]),
    );
  };
  return JSON.stringify(sorted(JSON.parse(text ?? 'null')));
}
