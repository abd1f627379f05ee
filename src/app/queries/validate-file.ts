import { formatProblem } from '../../domain/pipeline/problem.ts';
import type { Using } from '../ports.ts';
import { readConfiguration } from '../read-configuration.ts';

/** What would be wrong if this file were committed now: checked with every other file and the overlays at the tip. */
export async function validateFile(
  ports: Using<'repository'>,
  file: { path: string; text: string },
): Promise<{ problems: string[] }> {
  const tip = await ports.repository.tip();
  const { problems } = await readConfiguration(ports.repository, tip, { replace: file });
  const own = problems.filter((problem) => problem.file === file.path);
  return { problems: own.map(formatProblem) };
}
