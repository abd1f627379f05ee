import { join } from 'node:path';
import { environmentOf } from '../functions/manifest.ts';
import type { Agents } from './agents/start.ts';
import type { Clock } from './clock.ts';
import { createControl } from './control.ts';
import {
  ACCOUNT,
  changeQueueConsumer,
  deploy,
  functionEntries,
  NAMES,
  routesOf,
  rulesOf,
  STATE_MACHINE_ARN,
  schedulesOf,
  tableStreamConsumer,
} from './deploy.ts';
import type { Meter } from './meter.ts';
import { type LocalServer, startServer } from './server.ts';
import { type CodeCommit, createCodeCommit } from './services/codecommit/index.ts';
import { createDynamoDb } from './services/dynamodb/index.ts';
import { createStreamToLambda } from './services/dynamodb/stream-to-lambda.ts';
import { createEcr, type Ecr } from './services/ecr/index.ts';
import { createEventBridge, type EventBridge } from './services/eventbridge/eventbridge.ts';
import { createHttpApi } from './services/httpapi/httpapi.ts';
import { createLambda, type Lambda } from './services/lambda/lambda.ts';
import { logToDirectory } from './services/lambda/log.ts';
import { createScheduler } from './services/scheduler/scheduler.ts';
import { createSecretsManager } from './services/secretsmanager/index.ts';
import { createSqs } from './services/sqs/index.ts';
import { createStepFunctions, type StepFunctionsService } from './services/stepfunctions/index.ts';

/** Lambda waits a minute, then two, before it retries an event; on a laptop nobody wants to. */
const RETRY_DELAYS_MS = [500, 1_000];
const FIRST_SCHEDULE_AFTER_MS = 60_000;

export interface CloudOptions {
  /** Everything that survives a restart is here. One process at a time. */
  readonly directory: string;
  /** 0 lets the operating system choose. */
  readonly port: number;
  readonly clock: Clock;
  /** The folder of the bundles that would be deployed, `<id>/index.mjs` each. */
  readonly bundles: string;
  readonly repository: string;
  readonly branch: string;
  /** The first text of the secret that clusters' keys are derived from. */
  readonly agentKeys: string;
  readonly consoleToken: string;
  /** One line for a person: what went wrong inside. */
  readonly log: (line: string) => void;
  readonly meter?: Meter;
}

export interface Cloud {
  readonly url: string;
  readonly codecommit: CodeCommit;
  readonly ecr: Ecr;
  readonly events: EventBridge;
  readonly stepFunctions: StepFunctionsService;
  readonly lambda: Lambda;
  /** The agents that the control endpoints steer. */
  attach(agents: Agents): void;
  close(): Promise<void>;
}

/** The services that Towpath uses, wired as its stack wires them on AWS, in this one process. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { clock, repository, branch, meter } = options;
  let isClosing = false;
  const log = (line: string): void => {
    // What was under way when the cloud stopped goes on at the next start; it is no news.
    if (!isClosing) options.log(line);
  };
  const place = (name: string): string => join(options.directory, name);
  const base = { ...ACCOUNT, clock };
  let server: LocalServer | undefined;
  let agents: Agents | undefined;
  const endpoint = (): string => server?.url ?? 'http://127.0.0.1:0';

  const sqs = createSqs({ ...base, directory: place('sqs'), endpoint });
  const sendToQueue = async (queue: string, MessageBody: string): Promise<void> => {
    await sqs.operations.SendMessage?.({ QueueUrl: sqs.queueUrl(queue), MessageBody });
  };
  const lambda = createLambda({
    account: ACCOUNT,
    clock,
    endpoint,
    log: logToDirectory(place('logs'), clock),
    meter,
    retryDelays: RETRY_DELAYS_MS,
    sendToQueue,
    functions: functionEntries().map(([id, { timeoutSeconds, memoryMegabytes }]) => ({
      id,
      file: join(options.bundles, id, 'index.mjs'),
      timeoutSeconds,
      memoryMb: memoryMegabytes,
      // Read when a worker starts: queue addresses are known only once the port is.
      get environment() {
        return environment(options, sqs);
      },
    })),
  });
  const rules = rulesOf({ repository, branch });
  const events = createEventBridge({
    account: ACCOUNT,
    clock,
    lambda,
    directory: place('eventbridge'),
    rules,
    log,
  });
  const raise =
    (source: string) => (event: { detailType: string; resources: readonly string[]; detail: unknown }) => {
      const { detailType, resources, detail } = event;
      events.deliver({ source, 'detail-type': detailType, resources, detail });
    };
  const stream = createStreamToLambda({
    ...tableStreamConsumer(),
    account: ACCOUNT,
    clock,
    invoke: lambda.invoke,
    onFailure: (body) => sendToQueue(NAMES.deadLetters, body),
  });
  const dynamodb = await createDynamoDb({
    ...base,
    directory: place('dynamodb'),
    onChanges: stream.consume,
    meter,
  });
  const secrets = createSecretsManager({ ...base, directory: place('secretsmanager') });
  const codecommit = await createCodeCommit({
    ...base,
    directory: place('codecommit'),
    endpoint,
    onReferenceChange: (change) => {
      raise('aws.codecommit')(change);
      // What a webhook to Flux's Receiver does.
      agents?.wake();
    },
  });
  const ecr = createEcr({ ...base, directory: place('ecr'), announce: raise('aws.ecr') });
  const stepFunctions = createStepFunctions({
    ...base,
    directory: place('stepfunctions'),
    invokeLambda: lambda.invoke,
  });

  await deploy({
    dynamodb,
    sqs,
    secrets,
    codecommit,
    stepFunctions,
    repository,
    agentKeys: options.agentKeys,
  });
  const control = createControl({ token: options.consoleToken, events, ecr, agents: () => agents });
  const api = createHttpApi({ account: ACCOUNT, clock, invoke: lambda.invoke, routes: routesOf(), log });
  const services = [dynamodb, secrets, codecommit, ecr, events, sqs, stepFunctions];
  server = await startServer({
    port: options.port,
    services,
    http: [codecommit.handleGit, control, api],
    log,
    meter,
  });
  const { functionName, batchSize } = changeQueueConsumer();
  sqs.consumeWithLambda({ queue: NAMES.changeQueue, functionName, batchSize, invoke: lambda.invoke });
  await ecr.resume();
  events.resume();
  stream.resume();
  stepFunctions.resume();
  const scheduler = createScheduler({
    account: ACCOUNT,
    clock,
    lambda,
    schedules: schedulesOf(),
    firstAfterMs: FIRST_SCHEDULE_AFTER_MS,
    log,
  });
  scheduler.start();
  return {
    url: server.url,
    codecommit,
    ecr,
    events,
    stepFunctions,
    lambda,
    attach: (started) => {
      agents = started;
    },
    async close() {
      isClosing = true;
      scheduler.close();
      await lambda.close();
      await server?.close();
    },
  };
}

const environment = (
  { repository, branch, consoleToken }: CloudOptions,
  sqs: { queueUrl(name: string): string },
): Record<string, string> =>
  environmentOf({
    tableName: NAMES.table,
    changeQueueUrl: sqs.queueUrl(NAMES.changeQueue),
    deadLetterQueueUrl: sqs.queueUrl(NAMES.deadLetters),
    stateMachineArn: STATE_MACHINE_ARN,
    agentKeysSecret: NAMES.agentKeys,
    eventBus: NAMES.eventBus,
    repository,
    branch,
    consoleToken,
  });
