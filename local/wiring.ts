import { environmentOf } from '../functions/manifest.ts';
import type { Clock } from './clock.ts';
import {
  ACCOUNT,
  deploy,
  NAMES,
  queueConsumers,
  rulesOf,
  STATE_MACHINE_ARN,
  tableStreamConsumer,
} from './deploy.ts';
import type { Meter } from './meter.ts';
import type { Service } from './service.ts';
import { type CodeCommit, createCodeCommit } from './services/codecommit/index.ts';
import { createDynamoDb } from './services/dynamodb/index.ts';
import { createStreamToLambda } from './services/dynamodb/stream-to-lambda.ts';
import { createEcr, type Ecr } from './services/ecr/index.ts';
import { createEventBridge, type EventBridge } from './services/eventbridge/eventbridge.ts';
import type { SendToQueue } from './services/lambda/async.ts';
import { createLambda, type Lambda, type LambdaOptions } from './services/lambda/lambda.ts';
import type { FunctionDefinition } from './services/lambda/types.ts';
import { createSecretsManager } from './services/secretsmanager/index.ts';
import { createSqs, type Sqs } from './services/sqs/index.ts';
import { createStepFunctions, type StepFunctionsService } from './services/stepfunctions/index.ts';

/** What tells the functions of something that happened elsewhere. */
export type Source = 'aws.ecr' | 'aws.codecommit' | 'table-stream';

export interface WiringOptions {
  readonly clock: Clock;
  readonly repository: string;
  readonly branch: string;
  readonly agentKeys: string;
  /** What stands in for Slack signs with the one and takes the other; without them there is none. */
  readonly slack?: { readonly signingSecret: string; readonly botToken: string };
  readonly consoleToken: string;
  /** Where a service keeps what survives a restart; without it everything but the git repositories is in memory. */
  readonly place?: (service: string) => string;
  /** The folder of the git repositories. */
  readonly repositories: string;
  readonly endpoint: () => string;
  readonly log: (line: string) => void;
  /** In place of the manifest's. */
  readonly streamWindowSeconds?: number;
  readonly lambda?: Pick<LambdaOptions, 'log' | 'retryDelays'>;
  /** The functions of the manifest; `environment` may be asked once the endpoint is known. */
  readonly functionsIn: (environment: () => Record<string, string>) => readonly FunctionDefinition[];
  /** Hands on an event by calling `pass`: at once, later, twice, or never. */
  readonly relay?: (source: Source, pass: () => Promise<void> | void) => Promise<void> | void;
  readonly meter?: Meter;
  readonly newId?: () => string;
  readonly random?: () => number;
  /** A virtual clock's `track`: told of work that leaves the event loop, so that time stands still meanwhile. */
  readonly track?: (work: Promise<unknown>) => unknown;
}

export interface Services {
  readonly codecommit: CodeCommit;
  readonly dynamodb: Service;
  readonly ecr: Ecr;
  readonly events: EventBridge;
  readonly lambda: Lambda;
  readonly sqs: Sqs;
  readonly stepFunctions: StepFunctionsService;
  /** In the order in which they depend on each other. */
  readonly all: readonly Service[];
  /** Goes on with what a crash left. To be called once, when the endpoint answers. */
  start(): Promise<void>;
}

/** The services that Towpath uses, in this process, wired and filled as its stack wires and fills them on AWS. */
export async function wireServices(options: WiringOptions): Promise<Services> {
  const { clock, endpoint, log, meter, place, repository, newId, relay = (_, pass) => pass() } = options;
  const at = (service: string) => (place === undefined ? {} : { directory: place(service) });
  const seeded = newId === undefined ? {} : { newId };
  const track = options.track === undefined ? {} : { track: options.track };
  const base = { ...ACCOUNT, clock, ...seeded };

  const sqs = createSqs({ ...base, ...at('sqs'), endpoint });
  const sendToQueue: SendToQueue = async (queue, { body: MessageBody, attributes: MessageAttributes }) => {
    await sqs.operations.SendMessage?.({ QueueUrl: sqs.queueUrl(queue), MessageBody, MessageAttributes });
  };
  const lambda = createLambda({
    ...options.lambda,
    ...seeded,
    account: ACCOUNT,
    clock,
    endpoint,
    meter,
    sendToQueue,
    functions: options.functionsIn(() => environment(options, sqs)),
  });
  const events = createEventBridge({
    account: ACCOUNT,
    ...seeded,
    clock,
    lambda,
    ...at('eventbridge'),
    rules: rulesOf(options),
    log,
  });
  const raise =
    (source: 'aws.ecr' | 'aws.codecommit') =>
    ({ detailType, ...event }: { detailType: string; resources: readonly string[]; detail: unknown }) =>
      relay(source, () => void events.deliver({ ...event, source, 'detail-type': detailType }));
  const stream = createStreamToLambda({
    ...tableStreamConsumer(),
    ...(options.streamWindowSeconds !== undefined && { batchingWindowSeconds: options.streamWindowSeconds }),
    account: ACCOUNT,
    clock,
    invoke: lambda.invoke,
    onFailure: (body) => sendToQueue(NAMES.deadLetters, { body, attributes: {} }),
  });
  const dynamodb = await createDynamoDb({
    ...base,
    ...at('dynamodb'),
    ...track,
    meter,
    batchingWindow: stream.window,
    onChanges: async (records) => relay('table-stream', () => stream.consume(records)),
  });
  const secrets = createSecretsManager({ ...base, ...at('secretsmanager') });
  const codecommit = await createCodeCommit({
    ...base,
    ...track,
    directory: options.repositories,
    endpoint,
    onReferenceChange: raise('aws.codecommit'),
    onPullRequestChange: raise('aws.codecommit'),
  });
  const ecr = createEcr({ ...base, ...at('ecr'), announce: raise('aws.ecr') });
  const stepFunctions = createStepFunctions({
    ...base,
    ...at('stepfunctions'),
    ...track,
    ...(options.random && { random: options.random }),
    invokeLambda: lambda.invoke,
  });
  const { agentKeys } = options;
  const slackSecret = options.slack && JSON.stringify(options.slack);
  await deploy({ dynamodb, sqs, secrets, codecommit, stepFunctions, repository, agentKeys, slackSecret });
  return {
    codecommit,
    dynamodb,
    ecr,
    events,
    lambda,
    sqs,
    stepFunctions,
    all: [dynamodb, secrets, codecommit, ecr, events, sqs, stepFunctions],
    async start() {
      for (const consumer of queueConsumers()) sqs.consumeWithLambda({ ...consumer, invoke: lambda.invoke });
      await ecr.resume();
      events.resume();
      stream.resume();
      stepFunctions.resume();
    },
  };
}

const environment = (
  { repository, branch, consoleToken, endpoint }: WiringOptions,
  sqs: { queueUrl(name: string): string },
): Record<string, string> =>
  environmentOf({
    tableName: NAMES.table,
    changeQueueUrl: sqs.queueUrl(NAMES.changeQueue),
    deadLetterQueueUrl: sqs.queueUrl(NAMES.deadLetters),
    changeDeadLetterQueueUrl: sqs.queueUrl(NAMES.changeDeadLetters),
    stateMachineArn: STATE_MACHINE_ARN,
    agentKeysSecret: NAMES.agentKeys,
    eventBus: NAMES.eventBus,
    slack: {
      chatQueueUrl: sqs.queueUrl(NAMES.chatQueue),
      chatDeadLetterQueueUrl: sqs.queueUrl(NAMES.chatDeadLetters),
      slackSecret: NAMES.slackSecret,
    },
    slackUrl: `${endpoint()}/slack`,
    agentsUrl: `${endpoint()}/agents`,
    consoleUrl: endpoint(),
    pullRequestUrl: `${endpoint()}/codecommit/pull-requests/{id}`,
    repository,
    branch,
    consoleToken,
    eventStream: `/local/events?bus=${NAMES.eventBus}`,
  });
