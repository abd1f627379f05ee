import { join } from 'node:path';
import type { Agents } from './agents/start.ts';
import { createWebhooks } from './agents/webhooks.ts';
import type { Clock } from './clock.ts';
import { createControl } from './control.ts';
import { ACCOUNT, functionEntries, routesOf, schedulesOf } from './deploy.ts';
import { createEventStreams } from './event-stream.ts';
import type { Meter } from './meter.ts';
import { type LocalServer, startServer } from './server.ts';
import type { CodeCommit } from './services/codecommit/index.ts';
import type { Ecr } from './services/ecr/index.ts';
import type { EventBridge } from './services/eventbridge/eventbridge.ts';
import { createHttpApi } from './services/httpapi/httpapi.ts';
import type { Lambda } from './services/lambda/lambda.ts';
import { logToDirectory } from './services/lambda/log.ts';
import { createScheduler } from './services/scheduler/scheduler.ts';
import { createSlack, type Slack } from './services/slack/index.ts';
import type { StepFunctionsService } from './services/stepfunctions/index.ts';
import { wireServices } from './wiring.ts';

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
  /** The workspace that stands in for Slack; an empty one unless given. */
  readonly slack?: SlackSetUp;
  /** Access key ids that the page of CodeCommit offers to act as. */
  readonly reviewers?: readonly string[];
  /** One line for a person: what went wrong inside. */
  readonly log: (line: string) => void;
  /** With it events are bundled as on AWS, and nothing runs on a schedule. */
  readonly meter?: Meter;
}

export interface SlackSetUp {
  readonly signingSecret: string;
  readonly botToken: string;
  readonly team: string;
  readonly users: readonly { readonly id: string; readonly name: string }[];
  readonly channels: readonly string[];
}

const NOBODY: SlackSetUp = {
  signingSecret: 'none',
  botToken: 'none',
  team: 'T0LOCAL',
  users: [],
  channels: [],
};

export interface Cloud {
  readonly url: string;
  readonly codecommit: CodeCommit;
  readonly ecr: Ecr;
  readonly events: EventBridge;
  readonly stepFunctions: StepFunctionsService;
  readonly lambda: Lambda;
  /** Stands in for Slack; its page is `/slack`. */
  readonly slack: Slack;
  /** The agents that the control endpoints steer. */
  attach(agents: Agents): void;
  close(): Promise<void>;
}

/** The services that Towpath uses, wired as its stack wires them on AWS, behind one HTTP server. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { clock, slack: workspace = NOBODY } = options;
  let isClosing = false;
  const log = (line: string): void => {
    // What was under way when the cloud stopped goes on at the next start; it is no news.
    if (!isClosing) options.log(line);
  };
  const place = (name: string): string => join(options.directory, name);
  let server: LocalServer | undefined;
  let agents: Agents | undefined;
  const endpoint = (): string => server?.url ?? 'http://127.0.0.1:0';
  const services = await wireServices({
    ...options,
    slack: workspace,
    log,
    place,
    repositories: place('codecommit'),
    endpoint,
    // Events are bundled to cost less on AWS. Here people look at the page, unless it is metered what AWS would take.
    ...(options.meter === undefined && { streamWindowSeconds: 0 }),
    lambda: { log: logToDirectory(place('logs'), clock), retryDelays: RETRY_DELAYS_MS },
    functionsIn: (environment) =>
      functionEntries().map(([id, { timeoutSeconds, memoryMegabytes }]) => ({
        id,
        file: join(options.bundles, id, 'index.mjs'),
        timeoutSeconds,
        memoryMb: memoryMegabytes,
        // Read when a worker starts: queue addresses are known only once the port is.
        get environment() {
          return environment();
        },
      })),
    relay: (source, pass) => {
      const passed = pass();
      // As if they polled without pause, except for those that are told to poll seldom.
      if (source === 'aws.codecommit') agents?.wake();
      return passed;
    },
  });
  const { codecommit, ecr, events, lambda, stepFunctions } = services;
  const slack = createSlack({
    ...workspace,
    ...{ clock, endpoint, token: options.consoleToken, directory: place('slack') },
  });
  const streams = createEventStreams(events);
  const page = codecommit.page({
    ...{ repository: options.repository, token: options.consoleToken },
    actors: options.reviewers ?? [],
  });
  const control = createControl({
    token: options.consoleToken,
    events,
    ecr,
    codecommit,
    streams,
    agents: () => agents,
  });
  const api = createHttpApi({ account: ACCOUNT, clock, invoke: lambda.invoke, routes: routesOf(), log });
  server = await startServer({
    port: options.port,
    services: services.all,
    http: [codecommit.handleGit, control, slack.handle, page, createWebhooks(() => agents), api],
    log,
    meter: options.meter,
  });
  await services.start();
  const scheduler = createScheduler({
    account: ACCOUNT,
    clock,
    lambda,
    // Whoever meters says what is metered: what is scheduled would fall into it by chance.
    schedules: options.meter === undefined ? schedulesOf() : [],
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
    slack,
    attach: (started) => {
      agents = started;
    },
    async close() {
      isClosing = true;
      scheduler.close();
      await lambda.close();
      streams.close();
      await server?.close();
      slack.close();
    },
  };
}
