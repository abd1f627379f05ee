import { overlayOf, serviceName } from './lib/fleet.ts';
import { atRest, type Installation, install } from './lib/installation.ts';
import { duration, goal, type Report } from './lib/report.ts';

const SERVICES = 300;
/** Pushed before, so that every worker is started. */
const WARM_UP = 8;
const TAG = '1.1.0';
const WITHIN_MS = 180_000;
/** When the script takes longer than this for half of the services, the others are extrapolated. */
const SCRIPT_BUDGET_MS = 75_000;
const GOAL = { commits: 4, ratio: 0.02 };

interface ByTowpath {
  readonly milliseconds: number;
  /** User and system time of the process for one service, the workers of the functions included: others change it less than the time. */
  readonly cpuMilliseconds: number;
  /** When each commit was made, in milliseconds after the first push, and how many services it carries. */
  readonly commits: readonly { readonly at: number; readonly services: number }[];
}

interface ByScript {
  /** For all services; extrapolated when `sample` is smaller. */
  readonly milliseconds: number;
  readonly sample: number;
}

/**
 * Every service of a fleet is pushed at the same moment: commits made, and the time until the last of them. The script
 * does half of its work before and half after, so that a machine that others use meanwhile favours neither.
 */
export async function fleetAtOnce(): Promise<Report> {
  const installation = await install(WARM_UP + SERVICES);
  try {
    await promoteByTowpath(installation, names(0, WARM_UP));
    await installation.idle();
    await atRest();
    const services = names(WARM_UP, WARM_UP + SERVICES);
    const before = await promoteByScript(installation, services.slice(0, SERVICES / 2));
    const towpath = await promoteByTowpath(installation, services);
    await installation.idle();
    const after = await promoteByScript(installation, services.slice(SERVICES / 2));
    return report(towpath, {
      milliseconds: before.milliseconds + after.milliseconds,
      sample: before.sample + after.sample,
    });
  } finally {
    await installation.close();
  }
}

const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => serviceName(from + index));

async function promoteByTowpath(
  { branch, push }: Installation,
  services: readonly string[],
): Promise<ByTowpath> {
  const first = branch.moves.length;
  let before = branch.tip;
  const waiting = new Set(services.map((service) => `${overlayOf(service)}/kustomization.yaml`));
  const sizes: number[] = [];
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  const done = branch.until(
    async ({ tip }) => {
      const changed = (await branch.changedFiles(before, tip)).filter((path) => waiting.delete(path));
      sizes.push(changed.length);
      before = tip;
      return waiting.size === 0;
    },
    { within: WITHIN_MS, missing: () => `${waiting.size} of ${services.length} services have no commit` },
  );
  const [{ at }] = await Promise.all([done, ...services.map((service) => push(service, TAG))]);
  const cpu = process.cpuUsage(cpuBefore);
  const commits = sizes.map((size, index) => ({
    at: (branch.moves[first + index]?.at ?? Number.NaN) - begin,
    services: size,
  }));
  const cpuMilliseconds = (cpu.user + cpu.system) / 1000 / services.length;
  return { milliseconds: at - begin, cpuMilliseconds, commits };
}

/** One after another, as many as there is time for. */
async function promoteByScript({ script }: Installation, services: readonly string[]): Promise<ByScript> {
  const begin = performance.now();
  let sample = 0;
  for (const service of services) {
    if (performance.now() - begin > SCRIPT_BUDGET_MS) break;
    await script(service, TAG);
    sample += 1;
  }
  return { milliseconds: ((performance.now() - begin) * services.length) / sample, sample };
}

function report(towpath: ByTowpath, script: ByScript): Report {
  const { commits } = towpath;
  const ratio = towpath.milliseconds / script.milliseconds;
  const extrapolated =
    script.sample < SERVICES
      ? [`The script ran for ${script.sample} services; the rest is extrapolated linearly.`]
      : [];
  return {
    title: `${SERVICES} services pushed at once, from the first push to the last commit`,
    table: [
      ['', 'time', 'commits'],
      ['Towpath', duration(towpath.milliseconds), String(commits.length)],
      ['script, one after another', duration(script.milliseconds), String(SERVICES)],
    ],
    remarks: [
      `Services per commit: ${commits.map(({ at, services }) => `${services} (at ${duration(at)})`).join(', ')}`,
      `CPU of Towpath and of the local cloud together: ${duration(towpath.cpuMilliseconds)} for each service`,
      ...extrapolated,
      goal('Commits', commits.length, GOAL.commits),
      goal('Time of Towpath / time of the script', ratio, GOAL.ratio, 'x'),
    ],
    data: { unit: 'ms', services: SERVICES, towpath, script, ratio },
  };
}
