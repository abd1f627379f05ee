import type { Using } from '../ports.ts';
import { viewFleet, viewPipeline } from '../queries/fleet.ts';
import type { PipelineView, StageView } from '../views.ts';

const MOST_LINES = 60;

/** The fleet, or one pipeline, in a line for each stage. */
export async function statusLines(
  ports: Using<'ledger' | 'configuration' | 'repository' | 'health' | 'wakes' | 'clock'>,
  pipeline: string | undefined,
): Promise<string[]> {
  const pipelines =
    pipeline === undefined ? (await viewFleet(ports)).pipelines : [await viewPipeline(ports, pipeline)];
  const lines = pipelines.flatMap(linesOf);
  if (lines.length === 0) return ['There is no pipeline yet.'];
  if (lines.length <= MOST_LINES) return lines;
  return [
    ...lines.slice(0, MOST_LINES),
    `and ${lines.length - MOST_LINES} lines more; name a pipeline to see it all`,
  ];
}

const linesOf = ({ name, stages }: PipelineView): string[] =>
  stages.map((stage) => `${name} ${lineOf(stage)}`);

function lineOf({ name, current, hold, drift = [], underWay, lastFailure }: StageView): string {
  const parts = [`${name}: ${current?.tag ?? 'nothing yet'}`];
  if (hold !== undefined) parts.push(`on hold (${hold.reason})`);
  if (drift.length > 0)
    parts.push(`${drift.length === 1 ? 'a file' : `${drift.length} files`} changed by hand`);
  if (underWay !== undefined) parts.push(`${underWay.tag} ${underWay.sentence}`);
  else if (lastFailure !== undefined)
    parts.push(`${lastFailure.tag} ${lastFailure.status}: ${lastFailure.reason}`);
  return parts.join('; ');
}
