import { request as httpRequest } from 'node:http';
import { DescribeExecutionCommand, RedriveExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { type Handler, sendJson } from '../../../local/http.ts';
import { type LocalServer, PortTakenError, startServer } from '../../../local/server.ts';
import { type Service, ServiceError } from '../../../local/service.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function service(operations: Service['operations'], close = async () => {}): Service {
  return { target: 'AWSStepFunctions', operations, close };
}

async function start(services: readonly Service[], http: readonly Handler[] = []) {
  const logged: string[] = [];
  const server = await startServer({ port: 0, services, http, log: (line) => logged.push(line) });
  closing.push(() => server.close());
  return { server, logged };
}

function sdk(server: LocalServer): SFNClient {
  const client = new SFNClient({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  closing.push(() => client.destroy());
  return client;
}

function post(server: LocalServer, target: string, body: string, type = 'application/x-amz-json-1.0') {
  return fetch(server.url, {
    method: 'POST',
    headers: { 'x-amz-target': target, 'content-type': type },
    body,
  });
}

const arn = 'arn:aws:states:eu-west-1:111122223333:execution:promotion:one';

describe('an AWS request', () => {
  it('reaches the operation and comes back to the SDK', async () => {
    const { server } = await start([
      service({ DescribeExecution: async (input) => ({ ...input, status: 'RUNNING' }) }),
    ]);
    const answer = await sdk(server).send(new DescribeExecutionCommand({ executionArn: arn }));
    expect(answer).toMatchObject({ executionArn: arn, status: 'RUNNING' });
    expect(answer.$metadata.requestId).toMatch(/^[\w-]{36}$/);
  });

  it('fails with the exception that the operation documents', async () => {
    const missing = new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    const { server, logged } = await start([service({ DescribeExecution: () => Promise.reject(missing) })]);
    const answer = sdk(server).send(new DescribeExecutionCommand({ executionArn: arn }));
    await expect(answer).rejects.toThrow(
      expect.objectContaining({ name: 'ExecutionDoesNotExist', message: missing.message }),
    );
    expect(logged).toEqual([]);
  });

  it('says which operation is not emulated', async () => {
    const { server } = await start([service({})]);
    const answer = sdk(server).send(new RedriveExecutionCommand({ executionArn: arn }));
    await expect(answer).rejects.toThrow(
      expect.objectContaining({
        name: 'UnknownOperationException',
        message: 'AWSStepFunctions.RedriveExecution is not emulated by the local cloud.',
      }),
    );
  });

  it.each([
    ['DynamoDB_20120810.RestoreTable', 'DynamoDB.RestoreTable'],
    ['AmazonEC2ContainerRegistry_V20150921.PutImage', 'AmazonEC2ContainerRegistry.PutImage'],
    ['AWSStepFunctions.toString', 'AWSStepFunctions.toString'],
  ])('names what is unknown: %s', async (target, name) => {
    const { server } = await start([service({})]);
    const response = await post(server, target, '{}');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: `${name} is not emulated by the local cloud.` });
  });

  it('is answered in the JSON version it was asked in', async () => {
    const { server } = await start([service({ Ping: async () => ({}) })]);
    const types = ['application/x-amz-json-1.0', 'application/x-amz-json-1.1'];
    const answers = await Promise.all(types.map((type) => post(server, 'AWSStepFunctions.Ping', '', type)));
    expect(answers.map((answer) => answer.headers.get('content-type'))).toEqual(types);
  });

  it.each(['{', '[]', 'null'])('is refused when its body is %s', async (body) => {
    const { server } = await start([service({ Ping: async () => ({}) })]);
    const response = await post(server, 'AWSStepFunctions.Ping', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'SerializationException' });
  });

  it('carries the status and the fields of the error', async () => {
    const error = new ServiceError('Cancelled', 'no', { status: 409, fields: { CancellationReasons: [] } });
    const { server } = await start([service({ Ping: () => Promise.reject(error) })]);
    const response = await post(server, 'AWSStepFunctions.Ping', '{}');
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({ __type: 'Cancelled', message: 'no', CancellationReasons: [] });
  });

  it('answers an unexpected error as InternalFailure and logs it', async () => {
    const failing = service({ Ping: () => Promise.reject(new TypeError('disk is full')) });
    const { server, logged } = await start([failing]);
    const response = await post(server, 'AWSStepFunctions.Ping', '{}');
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ __type: 'InternalFailure', message: 'disk is full' });
    expect(logged).toEqual([expect.stringMatching(/AWSStepFunctions.Ping failed.*disk is full/s)]);
  });
});

describe('any other request', () => {
  const handler =
    (path: string): Handler =>
    async (request, response) => {
      if (request.url !== path) return false;
      sendJson(response, 200, { path });
      return true;
    };

  it('is offered to the handlers in their order', async () => {
    const { server } = await start([], [handler('/git'), handler('/api')]);
    const answers = await Promise.all(['/git', '/api', '/no'].map((path) => fetch(server.url + path)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
    expect(await answers[1]?.json()).toEqual({ path: '/api' });
  });

  it('gets 500 when its handler fails, and the error is logged', async () => {
    const { server, logged } = await start([], [() => Promise.reject(new Error('no git'))]);
    expect((await fetch(server.url)).status).toBe(500);
    expect(logged).toEqual([expect.stringContaining('no git')]);
  });

  it.each([
    ['127.0.0.1:80', 200],
    ['localhost', 200],
    ['LocalHost:4566', 200],
    ['attacker.example', 403],
    ['localhost.attacker.example', 403],
  ])('for the host %s gets %i', async (host, status) => {
    const { server } = await start([], [handler('/')]);
    expect(await statusFor(server, host)).toBe(status);
  });
});

function statusFor({ port }: LocalServer, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('the server', () => {
  it('says so when the port is taken', async () => {
    const { server } = await start([]);
    await expect(startServer({ port: server.port, services: [] })).rejects.toThrow(PortTakenError);
    await expect(startServer({ port: server.port, services: [] })).rejects.toThrow(
      `Port ${server.port} on 127.0.0.1 is taken`,
    );
  });

  it('refuses two services with one target', async () => {
    await expect(startServer({ port: 0, services: [service({}), service({})] })).rejects.toThrow(
      /target of its own/,
    );
  });

  it('ends open requests before it closes the services, last one first', async () => {
    const order: string[] = [];
    const closes = (target: string) => ({
      ...service({}),
      target,
      close: async () => void order.push(target),
    });
    const waiting: (() => void)[] = [];
    const slow: Handler = async (_, response) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      sendJson(response, 200, {});
      return true;
    };
    const server = await startServer({ port: 0, services: [closes('one'), closes('two')], http: [slow] });
    const request = fetch(server.url).then(({ status }) => order.push(`request ${status}`));
    await expect.poll(() => waiting.length, { interval: 5 }).toBe(1);
    const closed = server.close();
    waiting[0]?.();
    await Promise.all([request, closed]);
    expect(order).toEqual(['request 200', 'two', 'one']);
  });
});
