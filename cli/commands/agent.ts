import { InvalidArgumentError, Option } from 'commander';
import type { AddCommand, Context } from '../context.ts';
import { EXIT, type ExitCode, MissingError, UsageError } from '../exit-code.ts';
import type { Agent, Behaviour } from '../local-client.ts';
import { shortCommit } from '../output/commit.ts';
import type { Look } from '../output/look.ts';
import { table } from '../output/table.ts';
import { parseDuration } from '../output/time.ts';
import { addAgentKey } from './agent-key.ts';
import { addAgentManifests } from './agent-manifests.ts';
import { examples } from './examples.ts';

interface Switches {
  readonly fail?: true;
  readonly silent?: true;
  readonly flap?: true;
  readonly failCanary?: true;
  readonly heal?: true;
  /** Milliseconds, as the next. */
  readonly lag?: number;
  readonly poll?: number;
}

const NAMES = ['fail', 'silent', 'flap', 'failCanary', 'lag', 'poll', 'heal'];

export const addAgent: AddCommand = (program, perform) => {
  const command = program
    .command('agent')
    .summary('set up agents; list the example ones, or upset some')
    .description(
      'Prints what the agent of a cluster needs. In a local installation also lists the example agents, or switches how those of one cluster behave until they are healed.',
    )
    .argument('[cluster]');
  const options = [
    new Option('--fail', 'report every change as failed'),
    new Option('--silent', 'report nothing'),
    new Option('--flap', 'report healthy and failed by turns'),
    new Option('--fail-canary', 'let every canary fail'),
    new Option('--lag <duration>', 'see commits only after so long').argParser(parseLag),
    new Option('--poll <duration>', 'see commits only so often, and when told').argParser(parseLag),
    new Option('--heal', 'behave again'),
  ];
  for (const option of options) {
    const own = option.attributeName();
    command.addOption(option.conflicts(NAMES.filter((name) => name !== own)));
  }
  command
    .addHelpText(
      'after',
      examples(
        'towpath agent',
        'towpath agent prod-eu-1 --fail',
        'towpath agent prod-eu-1 --lag 1m30s',
        'towpath agent prod-eu-1 --heal',
        'towpath agent flux --cluster prod-eu-1',
      ),
    )
    .action((cluster: string | undefined, switches: Switches) =>
      perform((context) => {
        const behaviour = behaviourOf(switches);
        if (behaviour === undefined) return list(context, cluster);
        if (cluster === undefined) throw new UsageError('Name the cluster. Known clusters: towpath agent');
        return change(context, cluster, behaviour);
      }),
    );
  addAgentManifests(command, perform);
  addAgentKey(command, perform);
};

function behaviourOf({ fail, silent, flap, failCanary, lag, poll, heal }: Switches): Behaviour | undefined {
  if (fail) return { mode: 'failing' };
  if (silent) return { mode: 'silent' };
  if (flap) return { mode: 'flapping' };
  if (failCanary) return { mode: 'canary-failing' };
  if (lag !== undefined) return { mode: 'lagging', delayMs: lag };
  if (poll !== undefined) return { mode: 'polling', intervalMs: poll };
  return heal ? { mode: 'healthy' } : undefined;
}

async function list({ local, output }: Context, cluster: string | undefined): Promise<ExitCode> {
  const answer = await local.agents();
  if (cluster !== undefined) requireCluster(answer.agents, cluster);
  output.answer(answer, ({ agents }, look) =>
    formatAgents(
      agents.filter((agent) => cluster === undefined || agent.cluster === cluster),
      look,
    ),
  );
  return EXIT.done;
}

async function change({ local, output }: Context, cluster: string, behaviour: Behaviour): Promise<ExitCode> {
  requireCluster((await local.agents()).agents, cluster);
  await local.setBehaviour(cluster, behaviour);
  const wayBack = behaviour.mode === 'healthy' ? '' : `. Heal it with: towpath agent ${cluster} --heal`;
  output.remark(`${cluster} is ${behaviourText(behaviour)} from now on${wayBack}`);
  return EXIT.done;
}

function requireCluster(agents: readonly Agent[], cluster: string): void {
  const known = [...new Set(agents.map((agent) => agent.cluster))];
  if (known.includes(cluster)) return;
  throw new MissingError(`There is no cluster ${cluster}. There are: ${known.join(', ') || 'none'}.`);
}

function formatAgents(agents: readonly Agent[], { paint }: Look): string {
  const heading = ['CLUSTER', 'AGENT', 'BEHAVIOUR', 'APPLIED'].map((text) => paint('dim', text));
  const rows = agents.map(({ cluster, object, behaviour, applied }) => [
    cluster,
    `${object.namespace}/${object.name}`,
    paint(['healthy', 'polling'].includes(behaviour.mode) ? 'green' : 'red', behaviourText(behaviour)),
    applied === undefined ? '-' : shortCommit(applied),
  ]);
  return table([heading, ...rows]);
}

function behaviourText(behaviour: Behaviour): string {
  if (behaviour.mode === 'lagging') return `lagging ${behaviour.delayMs / 1000}s`;
  return behaviour.mode === 'polling' ? `polling every ${behaviour.intervalMs / 1000}s` : behaviour.mode;
}

function parseLag(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  throw new InvalidArgumentError('Write a duration such as 30s, 1m30s or 500ms.');
}
