import type { Problem } from '../../src/domain/pipeline/problem.ts';
import { readShape } from '../../src/domain/pipeline/schema-problems.ts';
import { type Path, readSource } from '../../src/domain/pipeline/source.ts';
import { type ScenarioFile, scenarioFile } from './scenario-schema.ts';

export interface Scenario extends ScenarioFile {
  /** Where it was read from, as the caller named it. */
  readonly file: string;
  /** Where something stands in the file, with its excerpt. */
  placeOf(path: Path): Pick<Problem, 'line' | 'column' | 'excerpt'>;
}

/** A scenario, or everything that is wrong with its file. */
export function readScenario(
  text: string,
  file: string,
): { scenario: Scenario } | { problems: readonly Problem[] } {
  const source = readSource(text, file);
  if (source.syntaxProblems.length > 0) return { problems: source.syntaxProblems };
  const shape = readShape(scenarioFile, source);
  if ('problems' in shape) return shape;
  const placeOf = (path: Path) => source.problemAt({ path, message: '', hint: '' });
  return { scenario: { ...shape.value, file, placeOf } };
}
