import type { LedgerLine } from '../../console/api/views.ts';
import type { Expectation, LineWanted } from '../format/expectation-schema.ts';
import { says } from '../format/texts.ts';
import type { Finding } from './finding.ts';
import type { Look } from './look.ts';

export async function findingsOfLedger(wanted: Expectation, look: Look): Promise<Finding[]> {
  const { ledger = [], never = [] } = wanted;
  if (ledger.length + never.length === 0) return [];
  const pipeline = wanted.pipeline ?? wanted.stage?.split('/')[0];
  const lines = await look.ledger(pipeline);
  const found = [await missingFrom(lines, ledger, look)];
  for (const line of never) {
    const there = await indexOf(lines, line, 0, look);
    if (there >= 0)
      found.push({ field: 'never', expected: `no entry ${describe(line)}`, actual: show(lines[there]) });
  }
  return found.flatMap((finding) => finding ?? []);
}

async function missingFrom(
  lines: readonly LedgerLine[],
  wanted: readonly LineWanted[],
  look: Look,
): Promise<Finding | undefined> {
  let from = 0;
  for (const [index, line] of wanted.entries()) {
    const at = await indexOf(lines, line, from, look);
    if (at < 0) {
      const before = wanted[index - 1];
      const where = before === undefined ? '' : ` after ${describe(before)} (${show(lines[from - 1])})`;
      const rest = lines.slice(from).map(({ type }) => type);
      const actual = rest.length === 0 ? 'nothing follows' : `what follows is: ${rest.join(', ')}`;
      return { field: 'ledger', expected: `an entry ${describe(line)}${where}`, actual };
    }
    from = at + 1;
  }
  return undefined;
}

async function indexOf(
  lines: readonly LedgerLine[],
  wanted: LineWanted,
  from: number,
  look: Look,
): Promise<number> {
  for (let index = from; index < lines.length; index += 1)
    if (await matches(lines[index] as LedgerLine, wanted, look)) return index;
  return -1;
}

async function matches(line: LedgerLine, wanted: LineWanted, look: Look): Promise<boolean> {
  if (typeof wanted === 'string') return line.type === wanted;
  const { type, stage, release, by, says: sentence } = wanted;
  if (line.type !== type || (stage !== undefined && line.stage !== stage)) return false;
  if ((by !== undefined && line.by !== by) || (sentence !== undefined && !says(line.sentence, sentence)))
    return false;
  return release === undefined || line.release === (await look.release(line.pipeline, release))?.id;
}

const describe = (line: LineWanted): string =>
  typeof line === 'string'
    ? line
    : Object.entries(line)
        .map(([key, value]) => (key === 'type' ? value : `${key}: ${value}`))
        .join(', ');

const show = (line: LedgerLine | undefined): string =>
  line === undefined ? '' : `${line.at.slice(0, 19)}Z ${line.sentence}`;
