import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '../../console/api/client.ts';
import { startAgents } from '../../local/agents/start.ts';
import { systemClock } from '../../local/clock.ts';
import { ACCOUNT, NAMES } from '../../local/deploy.ts';
import type { ReferenceChange } from '../../local/services/codecommit/index.ts';
import { ROOT } from '../../scripts/boot.ts';
import { agentConfigs } from '../../scripts/example-agents.ts';
import { type Comparison, compareMachines } from './asl/compare.ts';
import { createAws } from './aws.ts';
import { serveCodeCommit } from './codecommit.ts';
import { type Deployed, deployment } from './deploy.ts';
import { startMiniStack } from './emulator.ts';
import type { Image, Installation } from './installation.ts';
import { type Credentials, signedFetch } from './sign.ts';
import { serveSlack } from './slack.ts';
import { waitFor } from './wait-for.ts';

const CONFIGURED_WITHIN_MS = 60_000;
/** Pushes wake the agents; this is for what is lost. */
const AGENT_INTERVAL_MS = 15_000;
/** Each request at the same time is a node process more, which takes a second to start. */
const REPORTS_AT_ONCE = 2;
const PEOPLE = ['alice', 'bob', 'carol'];

export interface MiniStackInstallation extends Installation {
  compareMachines(): Promise<Comparison[]>;
}

/** Everything that must be closed, in the reverse order of its start. */
type Closers = (() => Promise<unknown>)[];

/** The stack as `cdk deploy` makes it on MiniStack, with the agents of the example fleet. */
export async function onMiniStack(options: {
  folder: string;
  seed: string;
  log: (line: string) => void;
}): Promise<MiniStackInstallation> {
  const closers: Closers = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await start(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  { folder, seed, log }: { folder: string; seed: string; log: (line: string) => void },
  closers: Closers,
): Promise<Omit<MiniStackInstallation, 'close'>> {
  let onChange: (change: ReferenceChange) => void = () => {};
  const codecommit = await serveCodeCommit(folder, (change) => onChange(change));
  closers.push(() => codecommit.close());
  const slack = await serveSlack(seed, () => url);
  closers.push(() => slack.close());
  const emulator = await startMiniStack({ codecommitUrl: codecommit.url, folder });
  closers.push(() => emulator.close());
  const aws = createAws(emulator);
  const { deploy } = await deployment(emulator, { folder, slackUrl: slack.url });
  const deployed = await deploy(join(folder, 'assembly-1'));
  await aws.publishStateMachine();
  log(summary('deployed', deployed));

  const agentKeys = JSON.stringify({ current: '1', keys: { 1: randomBytes(32).toString('base64') } });
  await aws.putSecret(NAMES.agentKeys, agentKeys);
  await aws.putSecret(NAMES.slackSecret, JSON.stringify(slack.secrets));
  const people = new Map<string, Credentials>();
  for (const person of PEOPLE) people.set(person, await aws.createUser(person));
  const url = apiAt(emulator.url, deployed);
  const as = (person: string) => {
    const credentials = people.get(person);
    if (credentials === undefined) throw new Error(`There is no user ${person}.`);
    return createClient({
      url: `${url}/iam`,
      fetch: signedFetch(credentials, { service: 'execute-api', region: ACCOUNT.region }),
    });
  };

  const wakers: (() => void)[] = [];
  onChange = ({ detailType, resources, detail }) => {
    void aws.raise('aws.codecommit', detailType, detail, resources);
    for (const wake of wakers) wake();
  };
  await codecommit.seed(seed);
  const fleet = await waitFor(
    'the pipeline files were read',
    async () => {
      const found = await as('alice').fleet();
      return found.configuration !== undefined && found;
    },
    CONFIGURED_WITHIN_MS,
  );
  const images = fleet.pipelines.flatMap(({ artifacts }) => artifacts.map(({ image }) => image));
  for (const image of new Set(images)) await aws.createImageRepository(image.slice(image.indexOf('/') + 1));
  const agents = await startAgents({
    agents: agentConfigs(fleet, {
      agentKeys,
      repositoryUrl: codecommit.repositoryUrl,
      healthUrl: url,
      intervalMs: AGENT_INTERVAL_MS,
    }),
    directory: join(folder, 'agents'),
    clock: systemClock,
    fetch: fewAtOnce(REPORTS_AT_ONCE),
    log: (line) => log(`agents: ${line}`),
  });
  closers.push(() => agents.stop());
  wakers.push(() => agents.wake());
  return {
    name: 'MiniStack',
    compareMachines: () => compareMachines(emulator, aws),
    agents,
    slack: slack.workspace,
    as,
    async push(image) {
      const digest = await aws.putImage(image);
      const { 'detail-type': detailType, source, detail } = await recordedPush();
      await aws.raise(source, detailType, { ...detail, ...detailsOf(image), 'image-digest': digest });
    },
    async pushUnheard(image) {
      await aws.putImage(image);
    },
    async sweep() {
      await aws.invoke('towpath-sweep', {});
    },
    async update() {
      log(summary('updated', await deploy(join(folder, 'assembly-2'), { 'towpath:logRetentionDays': '7' })));
      await aws.publishStateMachine();
    },
  };
}

/** `fetch` that lets later requests wait for earlier ones. */
function fewAtOnce(most: number): typeof fetch {
  const lanes: Promise<unknown>[] = Array.from({ length: most }, () => Promise.resolve());
  let next = 0;
  return (...request) => {
    const lane = next;
    next = (next + 1) % most;
    const answer = (lanes[lane] ?? Promise.resolve()).then(() => fetch(...request));
    lanes[lane] = answer.catch(() => {});
    return answer;
  };
}

const summary = (what: string, { resources, notes }: Deployed): string =>
  `${what} ${resources} resources; ${notes.join('; ')}`;

/** As API Gateway's own address cannot be resolved here: MiniStack also serves the API under a path. */
function apiAt(endpoint: string, { outputs }: Deployed): string {
  const [, id] = /^https?:\/\/([^.]+)\.execute-api\./.exec(outputs.PageUrl ?? '') ?? [];
  if (id === undefined) throw new Error(`No API in the outputs: ${JSON.stringify(outputs)}`);
  return `${endpoint}/_aws/execute-api/${id}/$default`;
}

/** The event as ECR sends it; see test/fixtures/ecr. */
async function recordedPush(): Promise<{ 'detail-type': string; source: string; detail: object }> {
  return JSON.parse(await readFile(join(ROOT, 'test/fixtures/ecr/catalog-pushed.json'), 'utf8'));
}

const detailsOf = ({ repository, tag }: Image) => ({ 'repository-name': repository, 'image-tag': tag });
