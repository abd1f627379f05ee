import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  changeQueue,
  chatQueue,
  type FunctionManifest,
  functions,
  reportQueue,
  stateMachine,
  substitute,
  table,
} from '../functions/manifest.ts';
import { type Service, ServiceError } from './service.ts';
import type { Rule } from './services/eventbridge/eventbridge.ts';
import type { Route } from './services/httpapi/routes.ts';
import type { Schedule } from './services/scheduler/scheduler.ts';

/** The account of the example fleet; ARNs, registry addresses and event envelopes are made of these. */
export const ACCOUNT = { accountId: '111122223333', region: 'eu-west-1' } as const;

/** What the stack names on AWS. */
export const NAMES = {
  table: 'towpath',
  changeQueue: 'towpath-changes.fifo',
  changeDeadLetters: 'towpath-changes-dead-letters.fifo',
  reportQueue: 'towpath-reports',
  chatQueue: 'towpath-chat.fifo',
  chatDeadLetters: 'towpath-chat-dead-letters.fifo',
  deadLetters: 'towpath-dead-letters',
  agentKeys: 'towpath/agent-keys',
  slackSecret: 'towpath/slack',
  stateMachine: 'towpath-promotion',
  eventBus: 'towpath',
} as const;

export const STATE_MACHINE_ARN = `arn:aws:states:${ACCOUNT.region}:${ACCOUNT.accountId}:stateMachine:${NAMES.stateMachine}`;

const ROOT = join(import.meta.dirname, '..');

export const functionEntries = (): [string, FunctionManifest][] => Object.entries(functions);

/** Every rule of the manifest with its function; what cannot be handled ends in the dead-letter queue. */
export function rulesOf(values: { repository: string; branch: string }): Rule[] {
  return functionEntries().flatMap(([functionName, { trigger }]) =>
    trigger.kind === 'rules'
      ? trigger.rules.map(({ name, pattern, own }) => ({
          name,
          ...(own && { bus: NAMES.eventBus }),
          pattern: substitute(pattern, values),
          functionName,
          deadLetter: NAMES.deadLetters,
        }))
      : [],
  );
}

export function routesOf(): Route[] {
  return functionEntries().flatMap(([functionName, { trigger }]) =>
    trigger.kind === 'http' ? trigger.routes.map(({ method, path }) => ({ method, path, functionName })) : [],
  );
}

export function schedulesOf(): Schedule[] {
  return functionEntries().flatMap(([functionName, { trigger }]) =>
    trigger.kind === 'schedule'
      ? [{ name: functionName, functionName, everyMinutes: trigger.everyMinutes }]
      : [],
  );
}

/** The functions that queues feed. */
export function queueConsumers(): { queue: string; functionName: string; batchSize: number }[] {
  const queues = {
    'change-queue': NAMES.changeQueue,
    'report-queue': NAMES.reportQueue,
    'chat-queue': NAMES.chatQueue,
  };
  return functionEntries().flatMap(([functionName, { trigger }]) =>
    trigger.kind === 'change-queue' || trigger.kind === 'report-queue' || trigger.kind === 'chat-queue'
      ? [{ queue: queues[trigger.kind], functionName, batchSize: trigger.batchSize }]
      : [],
  );
}

/** The function that the table's stream feeds. */
export function tableStreamConsumer() {
  for (const [functionName, { trigger }] of functionEntries())
    if (trigger.kind === 'table-stream') return { functionName, ...trigger };
  throw new Error('No function of the manifest takes the stream of the table.');
}

export interface Deployment {
  readonly dynamodb: Service;
  readonly sqs: Service & { queueArn(name: string): string };
  readonly secrets: Service;
  readonly codecommit: Service;
  readonly stepFunctions: Service;
  readonly repository: string;
  /** The first text of the secret; one that is there already stays. */
  readonly agentKeys: string;
  readonly slackSecret?: string | undefined;
}

/** Makes what a deployment of the stack makes. What an earlier start made is kept; the state machine is updated. */
export async function deploy(to: Deployment): Promise<void> {
  await unless('ResourceInUseException', () => call(to.dynamodb, 'CreateTable', tableInput()));
  const ttl = { AttributeName: table.timeToLive, Enabled: true };
  const timeToLive = { TableName: NAMES.table, TimeToLiveSpecification: ttl };
  // AWS refuses to enable what is enabled already.
  await unless('ValidationException', () => call(to.dynamodb, 'UpdateTimeToLive', timeToLive));
  await unless('QueueNameExists', () => call(to.sqs, 'CreateQueue', { QueueName: NAMES.deadLetters }));
  await createReportQueue(to.sqs);
  await createQueues(to.sqs);
  for (const [Name, SecretString] of [
    [NAMES.agentKeys, to.agentKeys],
    [NAMES.slackSecret, to.slackSecret],
  ])
    if (SecretString !== undefined)
      await unless('ResourceExistsException', () => call(to.secrets, 'CreateSecret', { Name, SecretString }));
  const repository = { repositoryName: to.repository };
  await unless('RepositoryNameExistsException', () => call(to.codecommit, 'CreateRepository', repository));
  await createStateMachine(to.stepFunctions);
}

async function createReportQueue(sqs: Deployment['sqs']): Promise<void> {
  const redrive = {
    deadLetterTargetArn: sqs.queueArn(NAMES.deadLetters),
    maxReceiveCount: String(reportQueue.maxReceiveCount),
  };
  const Attributes = {
    VisibilityTimeout: String(reportQueue.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(reportQueue.retentionSeconds),
    RedrivePolicy: JSON.stringify(redrive),
  };
  await call(sqs, 'CreateQueue', { QueueName: NAMES.reportQueue, Attributes });
}

async function createQueues(sqs: Deployment['sqs']): Promise<void> {
  const fifo = { FifoQueue: 'true' };
  const queues = [
    { QueueName: NAMES.changeQueue, deadLetters: NAMES.changeDeadLetters, ...changeQueue },
    { QueueName: NAMES.chatQueue, deadLetters: NAMES.chatDeadLetters, ...chatQueue },
  ];
  for (const { QueueName, deadLetters, visibilityTimeoutSeconds, maxReceiveCount } of queues) {
    await call(sqs, 'CreateQueue', { QueueName: deadLetters, Attributes: fifo });
    const redrive = {
      deadLetterTargetArn: sqs.queueArn(deadLetters),
      maxReceiveCount: String(maxReceiveCount),
    };
    const Attributes = {
      ...fifo,
      VisibilityTimeout: String(visibilityTimeoutSeconds),
      RedrivePolicy: JSON.stringify(redrive),
    };
    await call(sqs, 'CreateQueue', { QueueName, Attributes });
  }
}

async function createStateMachine(stepFunctions: Service): Promise<void> {
  const text = await readFile(join(ROOT, stateMachine.definition), 'utf8');
  const ids = Object.fromEntries(functionEntries().map(([id]) => [id, id]));
  const definition = JSON.stringify(substitute(JSON.parse(text), ids));
  const roleArn = `arn:aws:iam::${ACCOUNT.accountId}:role/${NAMES.stateMachine}`;
  const input = { name: NAMES.stateMachine, definition, roleArn };
  await unless('StateMachineAlreadyExists', () => call(stepFunctions, 'CreateStateMachine', input));
  await call(stepFunctions, 'UpdateStateMachine', { stateMachineArn: STATE_MACHINE_ARN, definition });
}

function tableInput(): Record<string, unknown> {
  const names = [table, ...table.indexes].flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);
  return {
    TableName: NAMES.table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keySchema(table),
    GlobalSecondaryIndexes: table.indexes.map((index) => ({
      IndexName: index.name,
      KeySchema: keySchema(index),
      Projection: { ProjectionType: 'ALL' },
    })),
  };
}

const keySchema = ({ partitionKey, sortKey }: { partitionKey: string; sortKey: string }) => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  { AttributeName: sortKey, KeyType: 'RANGE' },
];

async function call(service: Service, operation: string, input: Record<string, unknown>): Promise<object> {
  const run = service.operations[operation];
  if (run === undefined)
    throw new Error(`${service.target}.${operation} is not emulated by the local cloud.`);
  return run(input);
}

async function unless(code: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === code)) throw error;
  }
}
