/**
 * `npm run test:ministack`: the synthesized stack on MiniStack, walked through beside the local cloud. Ends with 1 when
 * an outcome differs. With `--if-available` it is no failure that Python or the packages are not to be had.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Comparison } from './asl/compare.ts';
import { writeSeed } from './fleet.ts';
import type { Installation } from './installation.ts';
import { onLocalCloud } from './on-local-cloud.ts';
import { onMiniStack } from './on-ministack.ts';
import { PythonMissingError, pythonWithMiniStack } from './python.ts';
import { LANES, type Scenario } from './scenarios.ts';

const { values } = parseArgs({
  options: { 'if-available': { type: 'boolean', default: false }, keep: { type: 'boolean', default: false } },
});
const began = Date.now();
const log = (line: string) =>
  console.log(`${((Date.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`);

type Outcomes = ReadonlyMap<Scenario, readonly string[]>;

async function walk(towpath: Installation): Promise<Outcomes> {
  const outcomes = new Map<Scenario, readonly string[]>();
  await Promise.all(
    LANES.map(async (lane) => {
      for (const scenario of lane) {
        outcomes.set(scenario, await attempt(scenario, towpath));
        const isOver = !outcomes.get(scenario)?.some((line) => line.startsWith('FAILED'));
        log(`${towpath.name}: ${scenario.name}: ${isOver ? 'done' : 'FAILED'}`);
      }
    }),
  );
  return outcomes;
}

async function attempt(scenario: Scenario, towpath: Installation): Promise<readonly string[]> {
  try {
    return await scenario.run(towpath);
  } catch (error) {
    return [`FAILED on ${towpath.name}: ${error instanceof Error ? error.stack : error}`];
  }
}

/** @returns whether all are the same */
function report(there: Outcomes, here: Outcomes): boolean {
  console.log('\nScenario | MiniStack | local cloud | same');
  let isSame = true;
  for (const scenario of LANES.flat()) {
    const [theirs = [], ours = []] = [there.get(scenario), here.get(scenario)];
    const same = theirs.join('\n') === ours.join('\n') && !theirs.some((line) => line.startsWith('FAILED'));
    isSame &&= same;
    console.log(`${scenario.name} | ${brief(theirs)} | ${brief(ours)} | ${same ? 'yes' : 'NO'}`);
    if (!same) console.log(indent('MiniStack', theirs) + indent('local cloud', ours));
  }
  return isSame;
}

/** @returns whether each is the same, or another where the table says so */
function reportMachines(comparisons: readonly Comparison[]): boolean {
  console.log('\nState machine | MiniStack | local cloud | as listed');
  for (const { machine, there, here, isAsListed } of comparisons)
    console.log(`${machine.name} | ${there} | ${here} | ${isAsListed ? 'yes' : 'NO'}`);
  console.log('');
  return comparisons.every(({ isAsListed }) => isAsListed);
}

/** The stages as they are in the end. */
const brief = (outcome: readonly string[]): string =>
  outcome.some((line) => line.startsWith('FAILED'))
    ? 'failed'
    : `${outcome.length} facts and states; ${outcome.slice(-3).join(', ')}`;
const indent = (title: string, lines: readonly string[]): string =>
  `  ${title}:\n${lines.map((line) => `    ${line}\n`).join('')}`;

async function main(): Promise<boolean> {
  await pythonWithMiniStack();
  const folder = await mkdtemp(join(tmpdir(), 'towpath-ministack-'));
  const running: Installation[] = [];
  try {
    const seed = await writeSeed(folder);
    const there = await onMiniStack({ folder, seed, log });
    running.push(there);
    log('MiniStack is ready');
    const here = await onLocalCloud({ folder, seed });
    running.push(here);
    const machines = reportMachines(await there.compareMachines());
    const [theirs, ours] = await Promise.all([walk(there), walk(here)]);
    return report(theirs, ours) && machines;
  } finally {
    for (const installation of running) await installation.close();
    if (values.keep) console.log(`Kept: ${folder}`);
    else await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof PythonMissingError)) throw error;
  console.error(`${values['if-available'] ? 'The MiniStack suite is left out. ' : ''}${error.message}`);
  process.exitCode = values['if-available'] ? 0 : 1;
}
log(process.exitCode === 0 ? 'done' : 'failed');
