import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import { createDynamoDbChanges } from '../../../src/aws/dynamodb-changes.ts';
import { createDynamoDbHealth } from '../../../src/aws/dynamodb-health.ts';
import { createDynamoDbLedger } from '../../../src/aws/dynamodb-ledger.ts';
import { readEnvironment } from '../../../src/aws/environment.ts';
import { createLog } from '../../../src/aws/log.ts';
import { createWorkflow } from '../../../src/aws/stepfunctions-workflow.ts';
import { batchGet, createTable, ifConditionHolds } from '../../../src/aws/table.ts';
import { systemClock } from '../../../src/aws/world.ts';
import { ENV, METRICS } from '../../../src/contract.ts';
import { aDraft } from '../../builders/draft.ts';
import { failing, inTurn, scripted } from './scripted.ts';

/** What the local cloud cannot show; the guarantees of the ports are in test/contract. */
function table(answers: Parameters<typeof scripted>[1]) {
  const { settings, requests } = scripted('DynamoDB_20120810', answers);
  return { table: createTable('towpath', new DynamoDBClient(settings)), requests };
}

const row = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });

describe('a batch read', () => {
  it('asks for a hundred keys at a time, and again for what was not worked off', async () => {
    const keys = Array.from({ length: 120 }, (_, index) => ({ pk: 'p', sk: String(index) }));
    const { table: towpath, requests } = table({
      BatchGetItem: inTurn(
        () => ({
          Responses: { towpath: [row('0')] },
          UnprocessedKeys: { towpath: { Keys: [row('1'), row('2')] } },
        }),
        () => ({ Responses: { towpath: [row('1')] }, UnprocessedKeys: {} }),
        () => ({ Responses: { towpath: [row('119')] } }),
      ),
    });
    expect((await batchGet(towpath, keys)).map(({ sk }) => sk)).toEqual(['0', '1', '119']);
    const asked = requests.map(
      ({ input }) => (input.RequestItems as { towpath: { Keys: unknown[] } }).towpath,
    );
    expect(asked.map(({ Keys }) => Keys.length)).toEqual([100, 2, 20]);
    expect(asked).toMatchObject([
      { ConsistentRead: true },
      { ConsistentRead: true },
      { ConsistentRead: true },
    ]);
  });

  it('gives a throttled table longer and longer before it asks for the same again', async () => {
    const asked: number[] = [];
    const throttled = () => {
      asked.push(performance.now());
      return { UnprocessedKeys: asked.length > 2 ? {} : { towpath: { Keys: [row('0')] } } };
    };
    const { table: towpath } = table({ BatchGetItem: throttled });
    await batchGet(towpath, [{ pk: 'p', sk: '0' }]);
    const [first = 0, second = 0, third = 0] = asked;
    expect(second - first).toBeGreaterThanOrEqual(20);
    expect(third - second).toBeGreaterThanOrEqual(45);
  });

  it('of nothing asks nobody', async () => {
    const { table: towpath, requests } = table({});
    expect(await batchGet(towpath, [])).toEqual([]);
    expect(requests).toEqual([]);
  });
});

it('a conditional write that is not made says so, for its condition only', async () => {
  const write = (code: string) => () =>
    table({ PutItem: failing(code) }).table.documents.send(
      new PutCommand({ TableName: 'towpath', Item: {} }),
    );
  expect(await ifConditionHolds(write('ConditionalCheckFailedException'))).toBe(false);
  await expect(ifConditionHolds(write('AccessDeniedException'))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

describe('an append', () => {
  const append = (code: string, CancellationReasons?: readonly object[]) => {
    const draft = aDraft();
    draft.record({ type: 'stage-held', stage: 'dev', reason: 'incident' });
    const { table: towpath } = table({ TransactWriteItems: failing(code, { CancellationReasons }) });
    return createDynamoDbLedger(towpath, () => 0).append(draft.before, draft.state, draft.entries);
  };

  it.each(['ConditionalCheckFailed', 'TransactionConflict'])('that meets %s lost a race', async (Code) => {
    expect(await append('TransactionCanceledException', [{ Code: 'None' }, { Code }])).toBe('conflict');
  });

  it.each([
    ['TransactionCanceledException', [{ Code: 'ValidationError' }]],
    ['TransactionCanceledException', undefined],
    ['AccessDeniedException', undefined],
  ])('that fails with %s for any other reason (%o) throws it', async (code, reasons) => {
    await expect(append(code, reasons)).rejects.toMatchObject({ name: code });
  });
});

it('a change that is removed while it is asked for again is put after all', async () => {
  const lost = failing('ConditionalCheckFailedException');
  const { table: towpath, requests } = table({
    PutItem: inTurn(lost, () => ({})),
    UpdateItem: lost,
    GetItem: () => ({}),
  });
  const { settings } = scripted('AmazonSQS', { SendMessage: () => ({ MessageId: 'm' }) });
  const changes = createDynamoDbChanges(
    towpath,
    'http://127.0.0.1/queue',
    new SQSClient({ ...settings, md5: false }),
  );
  const promotion = { pipeline: 'checkout', promotion: 'p', wave: 0, edits: [], requestedAt: '' };
  await changes.request({ ...promotion, id: 'p_w0', branchKey: 'fleet#main', token: 'token' });
  expect(requests.map(({ operation }) => operation)).toEqual(['PutItem', 'UpdateItem', 'GetItem', 'PutItem']);
});

it('a report that always loses the race says so', async () => {
  const { table: towpath } = table({
    GetItem: () => ({}),
    PutItem: failing('ConditionalCheckFailedException'),
  });
  const agent = { cluster: 'dev-eu-1', namespace: 'flux-system', name: 'checkout' };
  const said = { state: 'healthy', reason: '', message: '', at: 1, receivedAt: 1, failures: [] } as const;
  await expect(createDynamoDbHealth(towpath).report(agent, () => said)).rejects.toThrow(
    'The report of AGENT#dev-eu-1#flux-system/checkout changed 10 times while it was being folded.',
  );
});

describe('the workflow on Step Functions', () => {
  const create = (answers: Parameters<typeof scripted>[1]) => {
    const { settings, requests } = scripted('AWSStepFunctions', answers);
    return { workflow: createWorkflow({ arn: 'arn:machine' }, new SFNClient(settings)), requests };
  };

  it('gives an execution the same input whoever starts it', async () => {
    const { workflow, requests } = create({ StartExecution: () => ({ executionArn: 'a', startDate: 1 }) });
    await workflow.start({ promotion: 'p', pipeline: 'checkout' });
    await workflow.start({ pipeline: 'checkout', promotion: 'p' });
    expect(requests[0]?.input).toEqual(requests[1]?.input);
    expect(requests[0]?.input).toMatchObject({ name: 'p', input: '{"pipeline":"checkout","promotion":"p"}' });
  });

  it('starts promotions on the alias when there is one, and asks the machine itself for what runs', async () => {
    const { settings, requests } = scripted('AWSStepFunctions', {
      StartExecution: () => ({ executionArn: 'a', startDate: 1 }),
      ListExecutions: () => ({ executions: [] }),
    });
    const workflow = createWorkflow({ arn: 'arn:machine', alias: 'live' }, new SFNClient(settings));
    await workflow.start({ pipeline: 'checkout', promotion: 'p' });
    await workflow.running();
    expect(requests.map(({ input }) => input.stateMachineArn)).toEqual(['arn:machine:live', 'arn:machine']);
  });

  it('takes what was started, answered or timed out before for done', async () => {
    const { workflow } = create({
      StartExecution: failing('ExecutionAlreadyExists'),
      SendTaskSuccess: failing('TaskTimedOut'),
      SendTaskFailure: failing('TaskDoesNotExist'),
    });
    await workflow.start({ pipeline: 'checkout', promotion: 'p' });
    await workflow.answer('token');
    await workflow.fail('token', 'Error', 'cause');
  });

  it('throws what is wrong with the token itself', async () => {
    const { workflow } = create({ SendTaskSuccess: failing('InvalidToken') });
    await expect(workflow.answer('nonsense')).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  it('shortens a cause that AWS would refuse', async () => {
    const { workflow, requests } = create({ SendTaskFailure: () => ({}) });
    await workflow.fail('token', 'ChangeRefusedError', 'x'.repeat(40_000));
    expect(String(requests[0]?.input.cause)).toHaveLength(32_768);
  });
});

it('an environment that lacks something names all of it', () => {
  const env = Object.fromEntries(Object.values(ENV).map((name) => [name, 'x']));
  expect(() => readEnvironment({ ...env, [ENV.table]: undefined, [ENV.branch]: '' })).toThrow(
    'Missing environment variables: TOWPATH_TABLE, TOWPATH_BRANCH. The stack sets them; deploy it again.',
  );
});

it('log lines name their function, metrics their installation, each at once', () => {
  const written: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((line) => written.push(String(line)) > 0),
  );
  const log = createLog('image-pushed', 'towpath');
  log.info('hello', { pipeline: 'checkout' });
  log.warn('careful');
  log.count(METRICS.releaseCreated, 2);
  log.count(METRICS.commitConflict);
  log.measure(METRICS.requestToCommit, 1500);
  for (const spy of spies) spy.mockRestore();
  const lines = written.map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { level: 'INFO', message: 'hello', pipeline: 'checkout', service: 'image-pushed' },
    { level: 'WARN', message: 'careful' },
    {
      service: 'towpath',
      ReleaseCreated: 2,
      _aws: { CloudWatchMetrics: [{ Namespace: 'Towpath', Dimensions: [['service']] }] },
    },
    { service: 'towpath', CommitConflict: 1 },
    { RequestToCommit: 1500, _aws: { CloudWatchMetrics: [{ Metrics: [{ Unit: 'Milliseconds' }] }] } },
  ]);
});

it('the system clock tells the time, and waits', async () => {
  const before = systemClock.now();
  await systemClock.pause(1);
  expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  expect(systemClock.chance()).toBeLessThan(1);
});
