import { startAgent } from './lib/agent.ts';
import { OVERLAYS_PER_SERVICE, serviceName } from './lib/fleet.ts';
import { atRest, type Installation, install } from './lib/installation.ts';
import { duration, goal, type Report } from './lib/report.ts';
import { type Summary, summarise } from './lib/statistics.ts';
import { timeToCommit } from './lib/time.ts';

/** Of the repository. A clone grows with it, and Towpath, which reads the one file that it writes, does not. */
const SIZES = [20, 100, 400] as const;
/** The middle of what users have: 500 overlays. The goal is of this size, and the others stand beside it. */
const JUDGED = 100;
const RUNS = 15;
/** The first runs start workers and fill caches. */
const WARM_UP = 5;
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
  const measured: Measured[] = [];
  for (const services of SIZES) measured.push({ services, ...(await measure(services)) });
  return report(measured);
}

interface Compared {
  readonly values: { readonly towpath: readonly number[]; readonly script: readonly number[] };
  readonly towpath: Summary;
  readonly script: Summary;
  /** Of the medians. */
  readonly ratio: number;
}

interface Measured extends Compared {
  readonly services: number;
}

async function measure(services: number): Promise<Compared> {
  const installation = await install(services);
  try {
    const taken = (await timeAll(installation, serviceName(0))).slice(WARM_UP);
    const values = {
      towpath: taken.map(({ towpath }) => towpath),
      script: taken.map(({ script }) => script),
    };
    const [towpath, script] = [summarise(values.towpath), summarise(values.script)];
    return { values, towpath, script, ratio: towpath.median / script.median };
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
      const towpath = await timeToCommit(branch, () => installation.push(service, tag));
      await agent.settle();
      await installation.idle();
      taken.push({
        towpath,
        script: await timeToCommit(scriptBranch, () => installation.script(service, tag)),
      });
      await atRest();
    }
  } finally {
    await agent.stop();
  }
  return taken;
}

function report(measured: readonly Measured[]): Report {
  const judged = measured.find(({ services }) => services === JUDGED);
  return {
    title: `One push, from the ECR event to the commit of the first stage (${RUNS} runs each, in turns)`,
    table: [
      ['services', 'overlays', 'Towpath, median', 'min', 'script, median', 'min', 'ratio'],
      ...measured.map(({ services, towpath, script, ratio }) => [
        String(services),
        String(services * OVERLAYS_PER_SERVICE),
        ...[towpath.median, towpath.min, script.median, script.min].map(duration),
        `${ratio.toFixed(2)}x`,
      ]),
    ],
    remarks: [
      goal(
        `Median of Towpath / median of the script, ${JUDGED} services`,
        judged?.ratio ?? Number.NaN,
        GOAL,
        'x',
      ),
    ],
    data: { unit: 'ms', judged: JUDGED, measured },
  };
}
