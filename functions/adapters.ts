import { createChatSecrets } from '../src/aws/chat-secrets.ts';
import { createCodeCommitPullRequests } from '../src/aws/codecommit-pull-requests.ts';
import { createCodeCommitRepository } from '../src/aws/codecommit-repository.ts';
import { createDynamoDbChanges } from '../src/aws/dynamodb-changes.ts';
import { createDynamoDbChatMemory } from '../src/aws/dynamodb-chat-memory.ts';
import { createDynamoDbConfiguration } from '../src/aws/dynamodb-configuration.ts';
import { createDynamoDbHealth } from '../src/aws/dynamodb-health.ts';
import { createDynamoDbLedger } from '../src/aws/dynamodb-ledger.ts';
import { createDynamoDbWaits } from '../src/aws/dynamodb-waits.ts';
import { createDynamoDbWakes } from '../src/aws/dynamodb-wakes.ts';
import { createEcrLabels } from '../src/aws/ecr-labels.ts';
import type { Environment } from '../src/aws/environment.ts';
import { createEventBus } from '../src/aws/eventbridge-bus.ts';
import { createHttpsWaker } from '../src/aws/https-waker.ts';
import { createLog } from '../src/aws/log.ts';
import { createChatQueue } from '../src/aws/sqs-chat-queue.ts';
import { createDeadLetterBox } from '../src/aws/sqs-dead-letters.ts';
import { createWorkflow } from '../src/aws/stepfunctions-workflow.ts';
import type { Table } from '../src/aws/table.ts';
import { createAgentKeys, createDeadLetters, systemClock } from '../src/aws/world.ts';
import { createKustomizeRenderer } from '../src/kustomize/renderer.ts';
import { createSlackChat } from '../src/slack/chat.ts';
import type { FunctionId } from './manifest.ts';

/** What an adapter is made from. */
export interface Place {
  readonly functionId: FunctionId;
  readonly environment: Environment;
  readonly table: Table;
}

const { now } = systemClock;

/**
 * One per port, each on its own, so that a function's bundle holds the clients of the services it uses and no others.
 */
export const ledger = ({ table }: Place) => createDynamoDbLedger(table, now);
export const configuration = ({ table }: Place) => createDynamoDbConfiguration(table);
export const repository = ({ environment: { repository, branch } }: Place) =>
  createCodeCommitRepository({ repository, branch });
export const pullRequests = ({ environment: { repository, branch } }: Place) =>
  createCodeCommitPullRequests({ repository, branch });
export const changes = ({ table, environment }: Place) =>
  createDynamoDbChanges(table, environment.changeQueueUrl);
export const labels = () => createEcrLabels();
export const workflow = ({ environment }: Place) =>
  createWorkflow({ arn: environment.stateMachineArn, alias: environment.stateMachineAlias });
export const waits = ({ table }: Place) => createDynamoDbWaits(table, now);
export const health = ({ table }: Place) => createDynamoDbHealth(table);
export const events = ({ environment }: Place) => createEventBus(environment.eventBus, systemClock);
export const agentKeys = ({ environment }: Place) => createAgentKeys(environment.agentKeysSecret, now);
export const deadLetters = ({ environment }: Place) => createDeadLetters(environment.deadLetterQueueUrl);
export const deadLetterBox = ({ environment }: Place) =>
  createDeadLetterBox({
    event: environment.deadLetterQueueUrl,
    change: environment.changeDeadLetterQueueUrl,
    chat: environment.chatDeadLetterQueueUrl,
  });
export const chatMemory = ({ table }: Place) => createDynamoDbChatMemory(table, now);
export const chatQueue = ({ environment }: Place) => createChatQueue(environment.chatQueueUrl);
export const chatSecrets = ({ environment }: Place) => createChatSecrets(environment.slackSecret, now);
export const chat = (place: Place) =>
  createSlackChat({
    base: place.environment.slackUrl || 'https://slack.com',
    secrets: chatSecrets(place),
    clock: systemClock,
  });
/** Lambda has `/opt/bin` on its path, where a layer puts its programs. */
export const renderer = () => createKustomizeRenderer({ path: process.env.PATH ?? '' });
export const waker = ({ environment }: Place) =>
  createHttpsWaker({
    repository: environment.repository,
    region: process.env.AWS_REGION ?? '',
    standIn: environment.agentsUrl,
  });
export const wakes = ({ table }: Place) => createDynamoDbWakes(table);
export const clock = () => systemClock;
export const log = ({ functionId, environment }: Place) => createLog(functionId, environment.table);
