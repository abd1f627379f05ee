import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { listed } from '../src/domain/pipeline/listed.ts';
import { findScenarioFiles } from './find-files.ts';
import { junitText } from './report/junit.ts';
import { resultText, summaryText } from './report/text.ts';
import type { ScenarioResult } from './run/result.ts';
import { runScenarioFile } from './run/run.ts';

export interface TestOptions {
  /** Files, folders or patterns. */
  readonly names: readonly string[];
  readonly cwd: string;
  /** Where the JUnit report goes. */
  readonly junit?: string | undefined;
  /** A piece of the report for people, as soon as it is known. */
  readonly say: (text: string) => void;
}

export interface Tested {
  readonly results: readonly ScenarioResult[];
  /** One line for people. */
  readonly summary: string;
}

/** What `towpath test` does. @throws NoScenarioError */
export async function testScenarios(options: TestOptions): Promise<Tested> {
  const { names, cwd, junit, say } = options;
  const begun = performance.now();
  const results: ScenarioResult[] = [];
  const { scenarios, skipped } = await findScenarioFiles(names, cwd);
  if (skipped.length > 0) say(`Not scenarios, and skipped: ${listed(skipped)}.`);
  for (const file of scenarios) {
    const result = { ...(await runScenarioFile(resolve(cwd, file))), file };
    results.push(result);
    say(resultText(result));
  }
  if (junit !== undefined) {
    await mkdir(dirname(resolve(cwd, junit)), { recursive: true });
    await writeFile(resolve(cwd, junit), junitText(results));
  }
  return { results, summary: summaryText(results, performance.now() - begun) };
}
