/**
 * `npm run test:flux`: the real Flux, and the real notifications engine of Argo CD, on a real API server, with what
 * `towpath agent` prints and Towpath on the local cloud. Ends with 1 when a case fails. With `--if-available` it is no
 * failure that Go or the modules are not to be had; `--keep` keeps the logs and every report that was sent.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setUpArgo } from './argocd.ts';
import { argoLane } from './argocd-cases.ts';
import type { Case } from './cases.ts';
import { allWereTaken, fluxLane } from './flux-cases.ts';
import { GoMissingError } from './go.ts';
import { manifestLane } from './manifest-cases.ts';
import { createWorld, setUpFlux, type World } from './world.ts';

const { values } = parseArgs({
  options: { 'if-available': { type: 'boolean', default: false }, keep: { type: 'boolean', default: false } },
});
const began = Date.now();
const since = (start: number): string => `${((Date.now() - start) / 1000).toFixed(0)} s`;
const log = (line: string) => console.log(`${since(began).padStart(6)}  ${line}`);

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly took: string;
  readonly said: string;
}

async function walk(lane: readonly Case[], world: World): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, run } of lane) {
    const start = Date.now();
    const outcome = await attempt(run, world);
    outcomes.push({ name, took: since(start), ...outcome });
    log(`${outcome.passed ? 'passed' : 'FAILED'}  ${name}`);
  }
  return outcomes;
}

async function attempt(run: () => Promise<string>, world: World): Promise<{ passed: boolean; said: string }> {
  try {
    return { passed: true, said: await run() };
  } catch (error) {
    const gone = await world.processes.ended();
    const what = error instanceof Error ? error.message : String(error);
    return { passed: false, said: gone === undefined ? what : `${what}\n${gone}` };
  }
}

async function walkAll(world: World): Promise<Outcome[]> {
  await setUpFlux(world);
  const argo = await setUpArgo(world);
  log('the agents run');
  const manifests = await walk(manifestLane(world), world);
  const flux = walk(fluxLane(world), world);
  const walks = [manifests, flux, walk(argoLane(world, argo, flux), world)];
  const outcomes = (await Promise.all(walks)).flat();
  const last: Case = { name: 'every report was taken', run: async () => allWereTaken(world) };
  return [...outcomes, ...(await walk([last], world))];
}

/** The programs are processes of their own and would stay. */
function endOnSignal(world: World): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void world.close().finally(() => process.exit(1)));
}

async function main(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-flux-'));
  let world: World | undefined;
  try {
    world = await createWorld(folder, log);
    endOnSignal(world);
    const outcomes = await walkAll(world);
    console.log('\nCase | outcome | took | seen');
    for (const { name, passed, took, said } of outcomes)
      console.log(`${name} | ${passed ? 'passed' : 'FAILED'} | ${took} | ${said}`);
    const failed = outcomes.filter(({ passed }) => !passed).length;
    console.log(`\n${outcomes.length - failed} passed, ${failed} failed`);
    return failed === 0;
  } finally {
    await world?.close();
    if (values.keep) console.log(`Kept: ${folder}`);
    else await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof GoMissingError)) throw error;
  console.error(`${values['if-available'] ? 'The Flux suite is left out. ' : ''}${error.message}`);
  process.exitCode = values['if-available'] ? 0 : 1;
}
log(process.exitCode === 0 ? 'done' : 'failed');
