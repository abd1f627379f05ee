import type { Tested, TestOptions } from '../scenarios/index.ts';
import { MissingError } from './exit-code.ts';

/**
 * The one place where the command line reaches beyond the API: the runner brings a whole installation with it, so it is
 * loaded only when it is asked for (docs/decisions/0017-scenarios-run-the-deployed-code.md).
 */
export async function runScenarios(options: TestOptions): Promise<Tested> {
  const { testScenarios } = await import('../scenarios/index.ts');
  try {
    return await testScenarios(options);
  } catch (error) {
    if (error instanceof Error && error.name === 'NoScenarioError')
      throw new MissingError(error.message, { cause: error });
    throw error;
  }
}
