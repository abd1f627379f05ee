/** `npm run bench -- [name ...]`: runs these benchmarks, or all, and keeps their numbers in bench/results. */
import { relative } from 'node:path';
import { coldStart } from './cold-start.ts';
import { failureToRollback } from './failure-to-rollback.ts';
import { fleetAtOnce } from './fleet-at-once.ts';
import { format, type Report, store } from './lib/report.ts';
import { pureFunctions } from './pure-functions.ts';
import { pushToCommit } from './push-to-commit.ts';

const BENCHMARKS: Readonly<Record<string, () => Promise<Report>>> = {
  'push-to-commit': pushToCommit,
  'fleet-at-once': fleetAtOnce,
  'failure-to-rollback': failureToRollback,
  'pure-functions': pureFunctions,
  'cold-start': coldStart,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => BENCHMARKS[name] === undefined);
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(BENCHMARKS).join(', ')}.`,
  );
  process.exitCode = 2;
} else await run(wanted.length > 0 ? wanted : Object.keys(BENCHMARKS));

async function run(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const report = await BENCHMARKS[name]?.();
    if (report === undefined) continue;
    const file = await store(name, report);
    console.log(`${format(report)}\n\n${relative(process.cwd(), file)}\n`);
  }
}
