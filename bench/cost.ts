/** `npm run bench:cost [-- --write]`: what a promotion and an idle month cost, measured; `--write` renews docs/cost.md. */
import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { measure } from './cost/measure.ts';
import { costPage } from './cost/page.ts';
import {
  callsTable,
  functionsTable,
  goalsTable,
  idleTable,
  monthlyTable,
  promotionTable,
  unitsTable,
} from './cost/tables.ts';
import { formatTable, store } from './lib/report.ts';

const PAGE = join(import.meta.dirname, '../docs/cost.md');
const TABLES = [callsTable, functionsTable, unitsTable, promotionTable, monthlyTable, idleTable, goalsTable];

const unknown = process.argv.slice(2).filter((argument) => argument !== '--write');
if (unknown.length > 0) {
  console.error(`There is no option ${unknown.join(', ')}. There is: --write.`);
  process.exitCode = 2;
} else await run(process.argv.includes('--write'));

async function run(isToWrite: boolean): Promise<void> {
  const measured = await measure();
  for (const table of TABLES) console.log(`${formatTable(table(measured)).join('\n')}\n`);
  const title = 'What a promotion costs';
  const file = await store('cost', { title, table: [], remarks: [], data: { ...measured } });
  if (isToWrite) await writeFile(PAGE, costPage(measured, new Date()));
  for (const path of [file, ...(isToWrite ? [PAGE] : [])]) console.log(relative(process.cwd(), path));
}
