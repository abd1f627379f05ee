import type { Client } from '../../console/api/client.ts';
import { createClient } from '../../console/api/client.ts';
import { STATE_MACHINE_ARN } from '../../local/deploy.ts';
import type { ImagePush } from '../../local/services/ecr/index.ts';
import { createSources } from '../../local/sources.ts';
import { VirtualClock } from '../../local/virtual-clock.ts';
import { type Services, wireServices } from '../../local/wiring.ts';
import { Agents } from './agents.ts';
import { answer, createTurns, textOf } from './answer.ts';
import { type Branch, openBranch } from './branch.ts';
import { countedIds, seededRandom } from './chance.ts';
import { createFunctions, type Functions } from './functions.ts';
import { createFetch, URL_OF_WORLD } from './http.ts';
import { openPullRequests, type PullRequestsSeen } from './pull-requests.ts';
import { Relay } from './relay.ts';
import { SweepSchedule } from './sweep-schedule.ts';
import type { Transport, WireRequest } from './transport.ts';
import { answerWake } from './wakes.ts';

const AT = { repository: 'configuration', branch: 'main' } as const;
const TOKEN = 'scenario';
/** Every world has the same secret: signatures, too, are the same in every run. */
const AGENT_KEYS = JSON.stringify({
  current: '1',
  keys: { 1: Buffer.from('the agents of a scenario sign with this').toString('base64') },
});
const SEED = 1;
const LONGEST_PAUSE_MS = 2_000;

export interface WorldOptions {
  /** What the configuration repository begins with. */
  readonly folder: string;
  /** For the git repository; the caller removes it afterwards. */
  readonly scratch: string;
  /** ISO 8601, or milliseconds since the epoch. */
  readonly start: string | number;
  /** From a commit to the reports of healthy agents. */
  readonly reportAfterMs: number;
}

/** Something that ought to end by itself did not. */
export class StuckError extends Error {
  override readonly name = 'StuckError';
}

/**
 * A whole installation in this process: the deployed functions and state machine on the local services, in virtual
 * time. Time moves only in `advance`, `runUntil` and `finish`, and only while nothing is under way: no request to a
 * service, no function that works, no event on its way. So every run sees the same order of things.
 */
export class World {
  readonly clock: VirtualClock;
  readonly relay = new Relay();
  readonly random = seededRandom(SEED);
  readonly branch: Branch;
  readonly pullRequests: PullRequestsSeen;
  readonly agents: Agents;
  readonly services: Services;
  /** What the services and functions said that a person may want to know when a scenario fails. */
  readonly notes: string[];
  readonly #functions: Functions;
  readonly #fetch: typeof globalThis.fetch;
  readonly #sweeps: SweepSchedule;
  #changes = 0;
  #beforeNextCommit: (() => Promise<unknown>) | undefined;

  private constructor(parts: {
    clock: VirtualClock;
    services: Services;
    functions: Functions;
    newId: () => string;
    notes: string[];
    options: WorldOptions;
  }) {
    const { clock, services, options } = parts;
    this.clock = clock;
    this.services = services;
    this.notes = parts.notes;
    this.#functions = parts.functions;
    this.branch = openBranch(services, AT, (work) => clock.track(work));
    this.pullRequests = openPullRequests(services, AT.repository, (work) => clock.track(work));
    this.#fetch = createFetch({ invoke: services.lambda.invoke, clock, newId: parts.newId });
    this.agents = new Agents({
      clock,
      branch: this.branch,
      branchName: AT.branch,
      agentKeys: AGENT_KEYS,
      fetch: this.#fetch,
      reportAfterMs: options.reportAfterMs,
      fleet: () => this.client().fleet(),
      note: (line) => void this.notes.push(line),
    });
    // Whoever moves time fires its timer, and so must not be moved by it.
    this.#sweeps = new SweepSchedule(clock, () => services.lambda.invoke('sweep', {}));
  }

  static async create(options: WorldOptions): Promise<World> {
    const clock = new VirtualClock(options.start);
    const newId = countedIds();
    const random = seededRandom(SEED);
    const notes: string[] = [];
    const log = (line: string): void => void notes.push(line);
    let world: World | undefined;
    let services: Services | undefined;
    const inTurn = createTurns(clock);
    const transport: Transport = (request) =>
      inTurn(async () => {
        await world?.noteRequest(request);
        return answer(services?.all ?? [], request, log);
      });
    const functions = await createFunctions({
      clock,
      random,
      transport,
      fetch: (url, init) => answerWake(world?.agents, url, init),
      log: () => {},
    });
    services = await wireServices({
      ...AT,
      clock,
      agentKeys: AGENT_KEYS,
      consoleToken: TOKEN,
      repositories: options.scratch,
      endpoint: () => URL_OF_WORLD,
      log,
      functionsIn: (environment) => functions.definitions(environment),
      relay: (source, pass) => {
        world?.relay.take(source, pass);
        if (source === 'aws.codecommit') world?.agents.wake();
      },
      newId,
      random,
      track: (work) => clock.track(work),
    });
    world = new World({ clock, services, functions, newId, notes, options });
    await services.start();
    const author = { name: 'Platform team', email: 'platform@example.com' };
    await services.codecommit.importFolder(AT.repository, options.folder, 'As it is', author);
    await world.settle();
    await world.#createSources();
    world.#sweeps.start();
    return world;
  }

  /** @param as the person to act for */
  client(as?: string): Client {
    const options = { url: URL_OF_WORLD, token: TOKEN, via: 'cli', fetch: this.#fetch };
    return createClient({ ...options, ...(as !== undefined && { as }) });
  }

  /** Lets everything come to rest that needs no time. */
  async settle(): Promise<void> {
    do await this.clock.settle();
    while (this.relay.passOne());
  }

  /** Lets everything come to rest that is under way, the short pauses of functions that lost a race included. */
  async rest(): Promise<void> {
    const limit = this.clock.now() + LONGEST_PAUSE_MS;
    await this.settle();
    while (this.#functions.parked() > 0 && this.#nextDue() <= limit) await this.#step();
  }

  async advance(milliseconds: number): Promise<void> {
    const target = this.clock.now() + milliseconds;
    await this.settle();
    while (this.#nextDue() <= target) await this.#step();
    await this.clock.advance(target - this.clock.now());
  }

  /** Moves time, timer by timer, until `condition` holds; false if it does not within so many milliseconds. */
  async runUntil(condition: () => Promise<boolean>, withinMs: number): Promise<boolean> {
    const deadline = this.clock.now() + withinMs;
    await this.settle();
    while (!(await condition())) {
      if (this.#nextDue() > deadline) {
        await this.advance(deadline - this.clock.now());
        return condition();
      }
      await this.#step();
    }
    return true;
  }

  /** Waits for work of a function that may itself wait for time to pass. */
  async finish<Result>(work: Promise<Result>): Promise<Result> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    work.then(over, over);
    await this.settle();
    while (!isOver) {
      if (this.#functions.parked() === 0) throw new StuckError('Something waits that no time can end.');
      await this.#step();
    }
    return work;
  }

  /** Pushes an image or a chart, whoever may hear of it. */
  async push(image: ImagePush): Promise<void> {
    await this.services.ecr.putImage(image);
    await this.settle();
  }

  /** Pushes a new commit of a repository that is not the configuration, and a tag of it. */
  async pushTag(repository: string, tag: string): Promise<void> {
    const author = { name: 'dana', email: 'dana@example.com' };
    await this.clock.track(this.services.codecommit.pushTag(repository, tag, author));
    await this.settle();
  }

  async sweep(): Promise<void> {
    await this.finish(this.services.lambda.invoke('sweep', {}));
  }

  /** Ends an execution as a limit, a defect or somebody's hand would. */
  async loseExecution(promotion: string): Promise<void> {
    const executionArn = `${STATE_MACHINE_ARN.replace(':stateMachine:', ':execution:')}:${promotion}`;
    await this.services.stepFunctions.operations.StopExecution?.({ executionArn });
    await this.settle();
  }

  /** Happens after all that Towpath reads for its next commit, and before that commit. */
  beforeNextCommit(happens: () => Promise<unknown>): void {
    this.#beforeNextCommit = happens;
  }

  async noteRequest({ headers, body }: WireRequest): Promise<void> {
    const target = headers['x-amz-target'] ?? '';
    if (/\.(CreateCommit|MergePullRequestBySquash)$/.test(target)) {
      const happens = this.#beforeNextCommit;
      this.#beforeNextCommit = undefined;
      await happens?.();
    }
    if (/\.(Put|Update|Delete|Transact|Create|Start|Send|Post|Merge)/.test(target))
      this.#noteChange(target.includes('Transact'));
    if (!target.endsWith('.TransactWriteItems')) return;
    if (textOf(body).includes('pipeline-defined')) this.agents.forgetFleet();
    if (textOf(body).includes('artifact-arrived')) this.#sweeps.noteArrival();
  }

  /** Grows with everything that is written anywhere. */
  get changes(): number {
    return this.#changes;
  }

  #noteChange(isDecision: boolean): void {
    this.#changes += 1;
    this.#sweeps.noteChange(isDecision);
  }

  async close(): Promise<void> {
    this.#sweeps.close();
    await this.services.lambda.close();
    for (const service of [...this.services.all].reverse()) await service.close();
  }

  /** Repositories of what pipelines subscribe to. */
  async #createSources(): Promise<void> {
    const { pipelines } = await this.client().fleet();
    const sources = pipelines.flatMap(({ artifacts }) => artifacts.map(({ image }) => image));
    await this.clock.track(createSources(this.services, sources));
  }

  #nextDue(): number {
    return this.clock.nextDue ?? Number.POSITIVE_INFINITY;
  }

  async #step(): Promise<void> {
    await this.clock.advanceToNext();
    await this.settle();
  }
}
