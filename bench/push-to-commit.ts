import { startAgent } from './lib/agent.ts';
import type { Branch } from './lib/branch.ts';
import { serviceName } from './lib/fleet.ts';
import { atRest, type Installation, install } from './lib/installation.ts';
import { duration, goal, type Report } from './lib/report.ts';
import { type Summary, summarise } from './lib/statistics.ts';

/** The repository is that of a small team: a larger one makes the clone slower, and nothing else. */
const SERVICES = 20;
const RUNS = 15;
/** The first runs start workers and fill caches. */
const WARM_UP = 5;
const WITHIN_MS = 30_000;
const GOAL = 0.3;

interface Taken {
  readonly towpath: number;
  readonly script: number;
}

/**
 * From the ECR event to the commit of the first stage, against a script that clones, edits, commits and pushes: the
 * same service, a new tag each time, the two in turns.
 */
export async function pushToCommit(): Promise<Report> {
  const installation = await install(SERVICES);
  try {
    const taken = await timeAll(installation, serviceName(0));
    return report(taken.slice(WARM_UP));
  } finally {
    await installation.close();
  }
}

async function timeAll(installation: Installation, service: string): Promise<Taken[]> {
  const { branch, scriptBranch } = installation;
  const agent = await startAgent(installation, service);
  const taken: Taken[] = [];
  try {
    for (let run = 0; run < WARM_UP + RUNS; run += 1) {
      const tag = `1.1.${run}`;
      const towpath = await time(branch, () => installation.push(service, tag));
      await agent.settle();
      await installation.idle();
      taken.push({ towpath, script: await time(scriptBranch, () => installation.script(service, tag)) });
      await atRest();
    }
  } finally {
    await agent.stop();
  }
  return taken;
}

/** Milliseconds until the branch has a new tip. */
async function time(branch: Branch, act: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  const moved = branch.until(() => true, { within: WITHIN_MS, missing: () => 'no commit was made' });
  const [{ at }] = await Promise.all([moved, act()]);
  return at - begin;
}

function report(taken: readonly Taken[]): Report {
  const values = { towpath: taken.map(({ towpath }) => towpath), script: taken.map(({ script }) => script) };
  const [ours, theirs] = [summarise(values.towpath), summarise(values.script)];
  const ratio = ours.median / theirs.median;
  return {
    title: `One push, from the ECR event to the commit of the first stage (${RUNS} runs each, in turns)`,
    table: [['', 'median', 'min', 'max'], row('Towpath', ours), row('script', theirs)],
    remarks: [goal('Median of Towpath / median of the script', ratio, GOAL, 'x')],
    data: { unit: 'ms', values, towpath: ours, script: theirs, ratio },
  };
}

const row = (name: string, { median, min, max }: Summary): string[] => [
  name,
  ...[median, min, max].map(duration),
];
