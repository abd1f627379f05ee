import { COMMIT_AUTHOR } from '../../src/contract.ts';
import type { Expectation } from '../format/expectation-schema.ts';
import { says } from '../format/texts.ts';
import { type Finding, list } from './finding.ts';
import type { Look } from './look.ts';

/** What is on the branch, and what Towpath says of its pipeline files. */
export async function findingsOfRepository(wanted: Expectation, look: Look): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (wanted.commits !== undefined) findings.push(...(await commits(wanted.commits, look)));
  if (wanted.problems !== undefined) findings.push(...(await problems(wanted.problems, look)));
  const { branch, agents } = look.world;
  const tip = await branch.tip();
  for (const [overlay, tag] of Object.entries(wanted.overlays ?? {})) {
    const tags = await agents.tagsIn(overlay, tip);
    if (!tags.includes(tag))
      findings.push({ field: 'overlays', expected: `${overlay} has ${tag}`, actual: `it has ${list(tags)}` });
  }
  for (const [path, text] of Object.entries(wanted.files ?? {})) {
    const found = await branch.read(tip, path);
    if (text === null ? found === undefined : found !== undefined && says(found, text)) continue;
    const expected = text === null ? `${path} is not there` : `${path} says ${text}`;
    findings.push({ field: 'files', expected, actual: found ?? 'there is no such file' });
  }
  return findings;
}

async function commits(wanted: number, { world }: Look): Promise<Finding[]> {
  const history = await world.branch.history();
  const ours = history.filter(({ author }) => author === COMMIT_AUTHOR.name);
  if (ours.length === wanted) return [];
  const titles = ours.map(({ message }) => message.split('\n')[0] ?? '').reverse();
  return [
    {
      field: 'commits',
      expected: `${wanted} commits of Towpath`,
      actual: `there are ${ours.length}: ${list(titles)}`,
    },
  ];
}

async function problems(wanted: string | null, look: Look): Promise<Finding[]> {
  const { problems: found } = await look.fleet();
  if (wanted === null ? found.length === 0 : found.some((problem) => says(problem, wanted))) return [];
  const expected = wanted === null ? 'no problem in the pipeline files' : `a problem that says ${wanted}`;
  return [{ field: 'problems', expected, actual: found.length === 0 ? 'there is none' : found.join('\n') }];
}
