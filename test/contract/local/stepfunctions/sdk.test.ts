import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  GetExecutionHistoryCommand,
  InvalidDefinition,
  InvalidName,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
  StopExecutionCommand,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServiceError } from '../../../../local/service.ts';
import { callback, Harness, machine } from '../../../unit/local/services/stepfunctions/harness.ts';

const harness = new Harness({ wait: () => 1 });
let server: Server;
let client: SFNClient;
let stateMachineArn: string;

/** As little of the local server as the SDK needs. */
async function dispatch(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const [target, operation = ''] = String(request.headers['x-amz-target']).split('.');
  expect(target).toBe(harness.service.target);
  try {
    const answer = await harness.call(operation, JSON.parse(Buffer.concat(chunks).toString()));
    response.end(JSON.stringify(answer));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    response.statusCode = error.status;
    response.end(JSON.stringify({ __type: error.code, message: error.message, ...error.fields }));
  }
}

beforeAll(async () => {
  server = createServer((request, response) => void dispatch(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new SFNClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const created = await client.send(
    new CreateStateMachineCommand({
      name: 'machine',
      roleArn: 'arn:aws:iam::111122223333:role/states',
      definition: JSON.stringify(machine({ T: callback('wait') })),
    }),
  );
  stateMachineArn = created.stateMachineArn as string;
});

afterAll(async () => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

describe('the real SDK', () => {
  it('reads dates, statuses and histories', async () => {
    const started = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'whole' }));
    await harness.clock.advance(1_250);
    const token = harness.calls.at(-1)?.payload.token;
    await client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{"ok":true}' }));
    await harness.clock.settle();

    const { executionArn } = started;
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(started.startDate).toEqual(new Date('2026-01-01T00:00:00.000Z'));
    expect(described).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"ok":true}',
      startDate: new Date('2026-01-01T00:00:00.000Z'),
      stopDate: new Date('2026-01-01T00:00:01.250Z'),
    });
    const { events } = await client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }),
    );
    expect(events?.[0]).toEqual({
      id: 8,
      previousEventId: 7,
      type: 'ExecutionSucceeded',
      timestamp: new Date('2026-01-01T00:00:01.250Z'),
      executionSucceededEventDetails: { output: '{"ok":true}', outputDetails: { truncated: false } },
    });
    await expect(
      client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' })),
    ).rejects.toBeInstanceOf(TaskTimedOut);
  });

  it('gets its own error classes', async () => {
    const definition = '{"StartAt":"A","States":{}}';
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn, name: 'stopped' }),
    );
    await client.send(new StopExecutionCommand({ executionArn }));
    const sent: [Promise<unknown>, new (...args: never[]) => Error][] = [
      [client.send(new StartExecutionCommand({ stateMachineArn, name: 'stopped' })), ExecutionAlreadyExists],
      [client.send(new StartExecutionCommand({ stateMachineArn, name: 'a b' })), InvalidName],
      [
        client.send(new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}x` })),
        StateMachineDoesNotExist,
      ],
      [client.send(new SendTaskSuccessCommand({ taskToken: 'nonsense', output: '1' })), InvalidToken],
      [
        client.send(
          new CreateStateMachineCommand({ name: 'bad', roleArn: 'arn:aws:iam::1:role/r', definition }),
        ),
        InvalidDefinition,
      ],
    ];
    for (const [answer, errorClass] of sent) await expect(answer).rejects.toBeInstanceOf(errorClass);
  });
});
