import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functions } from '../../functions/manifest.ts';
import { type Booted, boot } from '../../scripts/boot.ts';
import { atRest } from '../lib/installation.ts';
import { SCENARIOS, type Scenario, writeCostFleet } from './fleet.ts';
import { meterPromotion, quiet } from './promote.ts';
import { type Usage, UsageMeter } from './usage.ts';

/** Agents report what they apply, and nothing else while the bench runs. */
const AGENT_INTERVAL_MS = 3_600_000;
/**
 * Flux looks once a minute. What comes of a commit is published apart from what led to it, so agents here must be later,
 * too, than entries are gathered.
 */
const LATE = {
  mode: 'lagging',
  delayMs: 1_000 * (functions['publish-events'].trigger.batchingWindowSeconds + 1),
} as const;
const LOOK_EVERY_MS = 1_000;
const STARTED_WITHIN_MS = 120_000;
const MOST_SWEEPS = 12;

export interface Measured {
  /** The first promotion after a deployment: every function starts, every cache is empty. */
  readonly cold: Usage;
  readonly warm: Usage;
  readonly ten: Usage;
  /** A commit that nobody waits for: ten agents report it. */
  readonly foreign: Usage;
  /** One run of the sweep when there is nothing to repair. */
  readonly sweep: Usage;
}

/** Runs the promotions on the local cloud, with the functions as they are deployed. */
export async function measure(): Promise<Measured> {
  const one = await inFleet(SCENARIOS.one, async (booted, meter) => {
    const cold = await meterPromotion(booted, meter, SCENARIOS.one, '1.1.0');
    await atRest();
    const warm = await meterPromotion(booted, meter, SCENARIOS.one, '1.2.0');
    return { cold, warm, sweep: await sweepAtRest(booted, meter) };
  });
  const ten = await inFleet(SCENARIOS.ten, async (booted, meter) => ({
    ten: await meterPromotion(booted, meter, SCENARIOS.ten, '1.1.0'),
    foreign: await metered(booted, meter, () => commitByHand(booted)),
  }));
  return { ...one, ...ten };
}

async function inFleet<Result>(
  scenario: Scenario,
  run: (booted: Booted, meter: UsageMeter) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'towpath-cost-'));
  const seed = join(directory, 'seed');
  await writeCostFleet(seed, scenario);
  const meter = new UsageMeter();
  const booted = await boot({
    directory: join(directory, 'cloud'),
    port: 0,
    fresh: true,
    seed,
    agentIntervalMs: AGENT_INTERVAL_MS,
    meter,
    log: (line) => console.error(line),
  });
  // An agent that lags sees a commit when it looks after the delay.
  const looking = setInterval(() => booted.agents.wake(), LOOK_EVERY_MS);
  try {
    await everyAgentReported(booted);
    const clusters = new Set(booted.agents.status().map(({ cluster }) => cluster));
    for (const cluster of clusters) await booted.agents.setBehaviour(cluster, LATE);
    await quiet(booted.cloud, meter);
    return await run(booted, meter);
  } finally {
    clearInterval(looking);
    await booted.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Pushes are noted by the first sweep that finds them a minute old; in an idle month there are none. */
async function sweepAtRest(booted: Booted, meter: UsageMeter): Promise<Usage> {
  for (let sweep = 1; sweep <= MOST_SWEEPS; sweep += 1) {
    const usage = await metered(booted, meter, () => booted.cloud.lambda.invoke('sweep', {}));
    if (usage.writeUnits === 0) return usage;
  }
  throw new Error(`After ${MOST_SWEEPS} sweeps there is still something to write.`);
}

/** What agents say when they start belongs to no promotion. */
async function everyAgentReported({ agents }: Booted): Promise<void> {
  const deadline = performance.now() + STARTED_WITHIN_MS;
  while (agents.status().some(({ applied }) => applied === undefined)) {
    if (performance.now() > deadline) throw new Error('The agents have not applied the first commit.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function metered({ cloud }: Booted, meter: UsageMeter, act: () => Promise<unknown>): Promise<Usage> {
  meter.reset();
  await act();
  await quiet(cloud, meter);
  return meter.usage(0);
}

/** Past the wire, as a `git push` is. */
async function commitByHand({ cloud: { codecommit } }: Booted): Promise<void> {
  const place = { repositoryName: 'fleet', branchName: 'main' };
  const found = (await codecommit.operations.GetBranch?.(place)) as { branch?: { commitId: string } };
  const fileContent = Buffer.from('hello\n').toString('base64');
  await codecommit.operations.CreateCommit?.({
    ...place,
    parentCommitId: found.branch?.commitId,
    putFiles: [{ filePath: 'README.md', fileContent }],
  });
}
