import type { Branch } from './lib/branch.ts';
import { serviceName } from './lib/fleet.ts';
import { atRest, type Installation, install } from './lib/installation.ts';
import { duration, goal, type Report } from './lib/report.ts';
import { type Summary, summarise } from './lib/statistics.ts';

const RUNS = 15;
/** The first runs start workers and fill caches. */
const WARM_UP = 5;
const WITHIN_MS = 30_000;
const GOAL = 0.3;

/**
 * From the ECR event to the commit of the first stage, against a script that clones, edits, commits and pushes. Each
 * run is another service, so that none waits for the health of the one before; the two take turns.
 */
export async function pushToCommit(): Promise<Report> {
  const installation = await install(WARM_UP + RUNS);
  const towpath: number[] = [];
  const script: number[] = [];
  try {
    for (let run = 0; run < WARM_UP + RUNS; run += 1) {
      const service = serviceName(run);
      const taken = await timeBoth(installation, service);
      if (run < WARM_UP) continue;
      towpath.push(taken.towpath);
      script.push(taken.script);
    }
  } finally {
    await installation.close();
  }
  return report(towpath, script);
}

async function timeBoth(
  installation: Installation,
  service: string,
): Promise<{ towpath: number; script: number }> {
  const { branch, scriptBranch } = installation;
  const towpath = await time(branch, () => installation.push(service, '1.1.0'));
  await installation.idle();
  const script = await time(scriptBranch, () => installation.script(service, '1.1.0'));
  await atRest();
  return { towpath, script };
}

/** Milliseconds until the branch has a new tip. */
async function time(branch: Branch, act: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  const moved = branch.until(() => true, { within: WITHIN_MS, missing: () => 'no commit was made' });
  const [{ at }] = await Promise.all([moved, act()]);
  return at - begin;
}

function report(towpath: readonly number[], script: readonly number[]): Report {
  const [ours, theirs] = [summarise(towpath), summarise(script)];
  const ratio = ours.median / theirs.median;
  return {
    title: `One push, from the ECR event to the commit of the first stage (${RUNS} runs each, in turns)`,
    table: [['', 'median', 'min', 'max'], row('Towpath', ours), row('script', theirs)],
    remarks: [goal('Median of Towpath / median of the script', ratio, GOAL, 'x')],
    data: { unit: 'ms', towpath: { ...ours, values: towpath }, script: { ...theirs, values: script }, ratio },
  };
}

const row = (name: string, { median, min, max }: Summary): string[] => [
  name,
  ...[median, min, max].map(duration),
];
