import type { FleetView, StopScopeView } from '../../console/api/views.ts';
import type { AddCommand } from '../context.ts';
import { EXIT, UsageError } from '../exit-code.ts';
import { examples } from './examples.ts';

const SCOPE_OPTION = '--scope <scope>';
const SCOPE_HELP = 'everything, pipeline:NAME, stage:PIPELINE/STAGE or cluster:NAME';

interface StopOptions {
  readonly scope: string;
  readonly reason: string;
}

export const addStop: AddCommand = (program, perform) => {
  program
    .command('stop')
    .summary('let nothing be committed any more')
    .description('The stop switch: once it returns, nothing of its scope is committed until it is resumed.')
    .option(SCOPE_OPTION, SCOPE_HELP, 'everything')
    .requiredOption('--reason <text>', 'why; it is in the ledger')
    .addHelpText(
      'after',
      examples(
        'towpath stop --as anna --reason "incident 42"',
        'towpath stop --scope cluster:prod-eu-1 --as anna --reason "network"',
      ),
    )
    .action(({ scope, reason }: StopOptions) =>
      perform(async ({ client, output }) => {
        const stopped = readScope(scope);
        await client.stop(stopped, reason);
        output.remark(
          `Stopped: ${scope}. Nothing of it is committed until: towpath resume --scope ${scope} --reason "..."`,
        );
        // It is stopped, whether or not anybody can be asked what there is.
        const fleet = await client.fleet().catch(() => undefined);
        if (fleet !== undefined && isUnknown(stopped, fleet))
          output.remark(`There is no ${scope} yet; if it comes, it is stopped.`);
        return EXIT.done;
      }),
    );
};

export const addResume: AddCommand = (program, perform) => {
  program
    .command('resume')
    .summary('lift a stop')
    .description('Lifts the stop of a scope, whoever set it; what waits looks at its gates again.')
    .option(SCOPE_OPTION, SCOPE_HELP, 'everything')
    .requiredOption('--reason <text>', 'why; it is in the ledger')
    .addHelpText('after', examples('towpath resume --as anna --reason "incident 42 is over"'))
    .action(({ scope, reason }: StopOptions) =>
      perform(async ({ client, output }) => {
        await client.resume(readScope(scope), reason);
        output.remark(`Resumed: ${scope}`);
        return EXIT.done;
      }),
    );
};

/** A stop may come before what it stops; but it may also be a typing error. */
function isUnknown(scope: StopScopeView, { pipelines, clusters }: FleetView): boolean {
  if (scope.kind === 'everything') return false;
  if (scope.kind === 'cluster') return !clusters.some(({ name }) => name === scope.cluster);
  const pipeline = pipelines.find(({ name }) => name === scope.pipeline);
  if (scope.kind === 'pipeline' || pipeline === undefined) return pipeline === undefined;
  return !pipeline.stages.some(({ name }) => name === scope.stage);
}

function readScope(text: string): StopScopeView {
  const [, kind = '', first = '', second] = /^(\w+)(?::([^/]+)(?:\/(.+))?)?$/.exec(text) ?? [];
  if (kind === 'everything' && first === '') return { kind };
  if (kind === 'pipeline' && first !== '' && second === undefined) return { kind, pipeline: first };
  if (kind === 'stage' && first !== '' && second !== undefined)
    return { kind, pipeline: first, stage: second };
  if (kind === 'cluster' && first !== '' && second === undefined) return { kind, cluster: first };
  throw new UsageError(`"${text}" is no scope; it is ${SCOPE_HELP}.`);
}
