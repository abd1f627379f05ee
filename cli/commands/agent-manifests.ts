import { type Command, Option } from 'commander';
import type { FleetView } from '../../console/api/views.ts';
import type { Context, Perform } from '../context.ts';
import { EXIT, type ExitCode, MissingError, UsageError } from '../exit-code.ts';
import { argoManifests, type ReportQueue } from '../manifests/argocd.ts';
import { flaggerManifests } from '../manifests/flagger.ts';
import { fluxManifests } from '../manifests/flux.ts';
import { snapshotManifests } from '../manifests/snapshot.ts';
import type { CanaryPlace, ClusterPlace } from '../manifests/target.ts';
import { examples } from './examples.ts';

interface Choices {
  readonly cluster: string;
  readonly repositoryUrl?: string;
}

type Agent = 'flux' | 'argocd';

/** `agent flux`, `agent argocd`, `agent flagger` and `agent snapshot`: what a cluster is to apply, ready to be committed. */
export function addAgentManifests(agent: Command, perform: Perform): void {
  printing(agent, 'flux', 'print what a cluster with Flux applies: reports, source, Kustomizations')
    .addHelpText(
      'after',
      examples('towpath agent flux --cluster prod-eu-1 > clusters/prod-eu-1/towpath.yaml'),
    )
    .action((choices: Choices) =>
      perform((context) => print(context, choices, 'flux', (place) => fluxManifests(place))),
    );
  printing(agent, 'argocd', 'print what a cluster with Argo CD applies: notifications, Applications')
    .option('--queue <arn>', 'send reports to this SQS queue instead of the webhook')
    .addHelpText(
      'after',
      examples('towpath agent argocd --cluster prod-ap-1 > clusters/prod-ap-1/towpath.yaml'),
    )
    .action((choices: Choices & { queue?: string }) =>
      perform((context) => {
        const queue = choices.queue === undefined ? undefined : parseQueue(choices.queue);
        return print(context, choices, 'argocd', (place) => argoManifests(place, queue));
      }),
    );
  printing(agent, 'flagger', 'print the webhooks of the Canaries that are part of the health of a cluster')
    .addHelpText('after', examples('towpath agent flagger --cluster prod-eu-1'))
    .action((choices: Choices) =>
      perform((context) => print(context, choices, undefined, (place) => canaryWebhooks(place))),
    );
  printing(
    agent,
    'snapshot',
    "print a CronJob that sends the state of a cluster's agent, whatever its version",
  )
    .requiredOption('--image <image>', 'image with sh, gzip, kubectl, openssl and curl')
    .addOption(new Option('--schedule <cron>', 'how often').default('*/5 * * * *'))
    .addHelpText(
      'after',
      examples('towpath agent snapshot --cluster prod-eu-1 --image registry.example.com/tools:1'),
    )
    .action((choices: Choices & { image: string; schedule: string }) =>
      perform((context) =>
        print(context, choices, undefined, (place, kind) =>
          snapshotManifests(place, { ...choices, agent: kind }),
        ),
      ),
    );
}

function canaryWebhooks(place: ClusterPlace): string {
  if (place.canaries.length > 0) return flaggerManifests(place);
  throw new UsageError(
    `No target on ${place.cluster} has a canary. Add it to the target: canary: { namespace: <namespace> }`,
  );
}

const printing = (agent: Command, name: string, summary: string): Command =>
  agent
    .command(name)
    .summary(summary)
    .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}. No secret is in it.`)
    .requiredOption('--cluster <name>', 'cluster of the settings')
    .option('--repository-url <url>', "the configuration repository's address as the agent pulls it");

async function print(
  { client, io, url }: Context,
  choices: Choices,
  wanted: Agent | undefined,
  manifests: (place: ClusterPlace, agent: Agent) => string,
): Promise<ExitCode> {
  const fleet = await client.fleet();
  const { agent, ...place } = placeOf(fleet, choices, url);
  if (wanted !== undefined && agent !== wanted)
    throw new UsageError(
      `By .towpath/settings.yaml, ${choices.cluster} has ${agent}. See: towpath agent ${agent} --help`,
    );
  io.stdout.write(manifests(place, agent));
  return EXIT.done;
}

function placeOf(fleet: FleetView, { cluster, repositoryUrl }: Choices, url: string) {
  const known = fleet.clusters.find(({ name }) => name === cluster);
  if (known === undefined) {
    const names = fleet.clusters.map(({ name }) => name).join(', ') || 'none';
    throw new MissingError(`There is no cluster ${cluster} in .towpath/settings.yaml. There are: ${names}.`);
  }
  const targets = fleet.pipelines
    .flatMap(({ stages }) => stages.flatMap((stage) => stage.targets))
    .filter((target) => target.cluster === cluster)
    .map(({ overlay, agent, files }) => {
      const [namespace = '', name = ''] = agent.split('/');
      return { overlay, namespace, name, ...(files && { files }) };
    });
  const distinct = [
    ...new Map(targets.map((target) => [`${target.namespace}/${target.name}`, target])).values(),
  ];
  return {
    agent: known.agent,
    cluster,
    url,
    repositoryUrl: repositoryUrl ?? addressOf(fleet),
    branch: fleet.repository.branch,
    targets: distinct,
    canaries: canariesOf(fleet, cluster),
    ...(known.wake && { wakeUrl: known.wake.url }),
  };
}

const canariesOf = ({ pipelines }: FleetView, cluster: string): CanaryPlace[] =>
  pipelines.flatMap((pipeline) =>
    pipeline.stages.flatMap((stage) =>
      stage.targets.flatMap(({ canary, ...target }) =>
        canary !== undefined && target.cluster === cluster
          ? [{ pipeline: pipeline.name, stage: stage.name, namespace: canary.namespace, name: canary.name }]
          : [],
      ),
    ),
  );

/** The repository is in the region of the installation, and so, as a rule, is the registry. */
function addressOf({ pipelines, repository }: FleetView): string {
  const images = pipelines.flatMap(({ artifacts }) => artifacts.map(({ image }) => image));
  const region = images.flatMap((image) => /\.ecr\.([a-z0-9-]+)\./.exec(image)?.[1] ?? [])[0];
  if (region === undefined)
    throw new UsageError('Where the repository is could not be found out. Say it with --repository-url.');
  return `https://git-codecommit.${region}.amazonaws.com/v1/repos/${repository.name}`;
}

function parseQueue(arn: string): ReportQueue {
  const [, region, account, name] =
    /^arn:aws[a-z-]*:sqs:([a-z0-9-]+):(\d{12}):([\w-]{1,80})$/.exec(arn) ?? [];
  if (region === undefined || account === undefined || name === undefined)
    throw new UsageError(
      `"${arn}" is not the ARN of a standard queue, such as arn:aws:sqs:eu-west-1:111122223333:towpath-reports`,
    );
  return { region, account, name };
}
