import { refreshConfiguration } from '../refresh-configuration.ts';
import type { Findings } from './findings.ts';
import type { SweepPorts } from './ports.ts';

/** Looks at the pipeline files again when the branch is not at the commit that was looked at last. */
export async function sweepBranch(ports: SweepPorts, findings: Findings): Promise<void> {
  const report = await ports.configuration.report();
  const tip = await ports.repository.tip();
  if (report?.commit === tip) return;
  await refreshConfiguration(ports);
  const last = report === undefined ? 'never looked at' : `last looked at ${short(report.commit)}`;
  findings.repair(
    'configuration',
    ports.repository.branchKey,
    `pipeline files read at ${short(tip)}; ${last}`,
  );
}

const short = (commit: string): string => commit.slice(0, 8);
