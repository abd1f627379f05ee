import { startAgent } from './lib/agent.ts';
import { serviceName } from './lib/fleet.ts';
import { atRest, type Installation, install } from './lib/installation.ts';
import { duration, goal, type Report } from './lib/report.ts';
import { summarise } from './lib/statistics.ts';
import { timeToCommit } from './lib/time.ts';

const SERVICES = 100;
const RUNS = 10;
/** The first runs start workers and fill caches. */
const WARM_UP = 2;
const GOAL_MS = 5_000;
const [GOOD, BAD] = ['1.1.0', '1.2.0'];

/**
 * From the moment at which an agent sees its service fail to the commit that takes the release back, against a script
 * that is told at the same moment. Each run has a service of its own: a stage is held after its rollback.
 */
export async function failureToRollback(): Promise<Report> {
  const installation = await install(SERVICES);
  try {
    const taken: Taken[] = [];
    for (let run = 0; run < WARM_UP + RUNS; run += 1)
      taken.push(await measure(installation, serviceName(run)));
    return report(taken.slice(WARM_UP));
  } finally {
    await installation.close();
  }
}

interface Taken {
  readonly towpath: number;
  readonly script: number;
}

async function measure(installation: Installation, service: string): Promise<Taken> {
  const { branch, scriptBranch } = installation;
  const agent = await startAgent(installation, service);
  try {
    await timeToCommit(branch, () => installation.push(service, GOOD));
    await agent.settle();
    await atRest();
    await timeToCommit(branch, () => installation.push(service, BAD));
    await installation.idle();
    await atRest();
    const towpath = await timeToCommit(branch, () => agent.become('failing'));
    await agent.become('healthy');
    await agent.settle();
    await installation.idle();
    await timeToCommit(scriptBranch, () => installation.script(service, BAD));
    const script = await timeToCommit(scriptBranch, () => installation.script(service, GOOD));
    await atRest();
    return { towpath, script };
  } finally {
    await agent.stop();
  }
}

function report(taken: readonly Taken[]): Report {
  const towpath = summarise(taken.map((run) => run.towpath));
  const script = summarise(taken.map((run) => run.script));
  const times = ({ median, min, max }: typeof towpath): string[] => [median, min, max].map(duration);
  return {
    title: `A bad release, from what its agent sees to the commit of the rollback (${RUNS} runs, in turns)`,
    table: [
      ['', 'median', 'min', 'max'],
      ['Towpath', ...times(towpath)],
      ['script', ...times(script)],
    ],
    remarks: [
      `Median of Towpath / median of the script: ${(towpath.median / script.median).toFixed(2)}x`,
      goal('The slowest of Towpath', towpath.max, GOAL_MS, ' ms'),
    ],
    data: { unit: 'ms', services: SERVICES, taken, towpath, script },
  };
}
