import type { AddCommand } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { startedIn } from '../io.ts';
import { runScenarios } from '../scenario-runner.ts';
import { examples } from './examples.ts';

interface TestCommandOptions {
  readonly junit?: string;
}

export const addTest: AddCommand = (program, perform) => {
  program
    .command('test')
    .summary('run scenarios for your pipelines')
    .description(
      'Runs scenario files: the deployed functions, in this process and in virtual time. Needs no running Towpath.',
    )
    .argument('<scenario...>', 'files, folders or patterns')
    .option('--junit <file>', 'write a JUnit report for the CI server')
    .addHelpText(
      'after',
      examples(
        'towpath test .towpath/scenarios',
        'towpath test "scenarios/**/*.yaml" --junit build/scenarios.xml',
      ),
    )
    .action((names: string[], { junit }: TestCommandOptions) =>
      perform(async ({ output, io }) => {
        const say = (text: string): void => {
          for (const line of text.split('\n')) output.remark(line);
        };
        const { results, summary } = await runScenarios({ names, cwd: startedIn(io), junit, say });
        output.answer(results, () => summary);
        return results.every(({ holds }) => holds) ? EXIT.done : EXIT.no;
      }, 'offline'),
    );
};
