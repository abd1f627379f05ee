import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiError } from '../../console/api/client.ts';
import { parseDuration } from '../../src/domain/duration.ts';
import { formatProblem, sortProblems } from '../../src/domain/pipeline/problem.ts';
import { check } from '../expect/expect.ts';
import type { Finding } from '../expect/finding.ts';
import type { Expectation } from '../format/expectation-schema.ts';
import { readScenario, type Scenario } from '../format/read.ts';
import type { Step } from '../format/step-schema.ts';
import { StuckError, World } from '../world/world.ts';
import { act } from './act.ts';
import { ScenarioError } from './edits.ts';
import { failureOf } from './failure.ts';
import { prepareRepository } from './prepare.ts';
import { RefusalError } from './refusal.ts';
import type { ScenarioResult } from './result.ts';

/** Runs the scenario of a file. It rejects only for a defect of the runner itself. */
export async function runScenarioFile(file: string): Promise<ScenarioResult> {
  return runScenario(await readFile(file, 'utf8'), file);
}

/** @param file where the text is from: `repository` is looked for from its folder on */
export async function runScenario(text: string, file: string): Promise<ScenarioResult> {
  const begun = performance.now();
  const over = () => Math.round(performance.now() - begun);
  const read = readScenario(text, file);
  if ('problems' in read) {
    const problems = sortProblems(read.problems).map(formatProblem);
    return { file, scenario: file, holds: false, problems, lastedMs: 0, milliseconds: over() };
  }
  const { scenario } = read;
  const scratch = await mkdtemp(join(tmpdir(), 'towpath-scenario-'));
  try {
    const { lastedMs, ...outcome } = await runIn(scratch, scenario);
    const holds = Object.keys(outcome).length === 0;
    return { file, scenario: scenario.scenario, holds, ...outcome, lastedMs, milliseconds: over() };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

type Outcome = Pick<ScenarioResult, 'failure' | 'problems' | 'lastedMs'>;

async function runIn(scratch: string, scenario: Scenario): Promise<Outcome> {
  const folder = join(scratch, 'begin');
  try {
    await prepareRepository(scenario, folder);
  } catch (error) {
    if (error instanceof ScenarioError)
      return { problems: [`${scenario.file}: ${error.message}`], lastedMs: 0 };
    throw error;
  }
  const start = Date.parse(scenario.start);
  const reportAfterMs = parseDuration(scenario.reportAfter) ?? 0;
  const world = await World.create({ folder, scratch: join(scratch, 'git'), start, reportAfterMs });
  try {
    const problems = await problemsAtFirst(world);
    if (problems.length > 0) return { problems, lastedMs: 0 };
    const outcome = await runSteps(world, scenario);
    return { ...outcome, lastedMs: world.clock.now() - start };
  } finally {
    await world.close();
  }
}

/** Nothing that a scenario says of a broken repository would mean anything. */
async function problemsAtFirst(world: World): Promise<readonly string[]> {
  const { pipelines, problems } = await world.client().fleet();
  if (problems.length > 0 || pipelines.length > 0) return problems;
  return ['The repository has no pipeline: name one with "repository", or write its files under "files".'];
}

async function runSteps(world: World, scenario: Scenario): Promise<Omit<Outcome, 'lastedMs'>> {
  for (const [index, step] of scenario.steps.entries()) {
    const findings = await findingsOf(world, step);
    if (findings.length > 0) return { failure: await failureOf(world, scenario, index, findings) };
  }
  const findings = await disagreements(world);
  return findings.length === 0 ? {} : { failure: await failureOf(world, scenario, undefined, findings) };
}

/** What a step that ought to work, or an expectation, meets instead. */
async function findingsOf(world: World, step: Step): Promise<readonly Finding[]> {
  try {
    if (step.expect !== undefined) return await check(step.expect as Expectation, world);
    await act(world, step);
    return [];
  } catch (error) {
    if (error instanceof RefusalError) return [{ field: '', expected: error.expected, actual: error.actual }];
    const isOurs = [ScenarioError, StuckError, ApiError].some((kind) => error instanceof kind);
    if (!isOurs && !isServiceError(error)) throw error;
    return [{ field: '', expected: 'the step can be taken', actual: (error as Error).message }];
  }
}

/** The local services refused: a tag that is there already, a commit that changes nothing. */
const isServiceError = (error: unknown): boolean => error instanceof Error && error.name === 'ServiceError';

/** After every scenario the state must be what the ledger amounts to. */
async function disagreements(world: World): Promise<readonly Finding[]> {
  await world.settle();
  const verifications = await world.client().verifyLedger();
  return verifications.flatMap(({ pipeline, differences }) =>
    differences.map((difference) => ({
      field: '',
      expected: `the state of ${pipeline} is what its ledger amounts to`,
      actual: difference,
    })),
  );
}
