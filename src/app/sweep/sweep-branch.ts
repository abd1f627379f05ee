import type { ConfigurationReport } from '../../ports/configuration.ts';
import { refreshConfiguration } from '../refresh-configuration.ts';
import type { Findings } from './findings.ts';
import type { SweepPorts } from './ports.ts';

/**
 * Looks at the pipeline files again when the branch is not at the commit that was looked at last. A broken file is one that
 * could not be looked at, for as long as it is broken.
 */
export async function sweepBranch(ports: SweepPorts, findings: Findings): Promise<void> {
  const { problems = [] } = (await catchUp(ports, findings)) ?? {};
  for (const file of new Set(problems.map((problem) => problem.file))) {
    const [first] = problems.filter((problem) => problem.file === file);
    findings.fail(file, `line ${first?.line}: ${first?.message}`);
  }
}

/** @returns what the look at the tip came to */
async function catchUp(ports: SweepPorts, findings: Findings): Promise<ConfigurationReport | undefined> {
  const report = await ports.configuration.report();
  const tip = await ports.repository.tip();
  if (report?.commit === tip) return report;
  await refreshConfiguration(ports);
  const last = report === undefined ? 'never looked at' : `last looked at ${short(report.commit)}`;
  findings.repair(
    'configuration',
    ports.repository.branchKey,
    `pipeline files read at ${short(tip)}; ${last}`,
  );
  return ports.configuration.report();
}

const short = (commit: string): string => commit.slice(0, 8);
