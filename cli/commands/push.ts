import { InvalidArgumentError } from 'commander';
import type { PipelineView } from '../../console/api/views.ts';
import type { AddCommand } from '../context.ts';
import { EXIT, MissingError, UsageError } from '../exit-code.ts';
import type { LocalClient, PushedImage } from '../local-client.ts';
import { examples } from './examples.ts';

interface Options {
  readonly digest?: string;
  readonly revision?: string;
  readonly artifact?: string;
}

export const addPush: AddCommand = (program, perform) => {
  program
    .command('push')
    .summary('push an artifact to the local cloud')
    .description(
      "Pushes one of the pipeline's artifacts, the first unless named, to the local cloud, which tells Towpath: an image or a chart to its registry, a git tag, of a new commit, to its CodeCommit.",
    )
    .argument('<pipeline>')
    .argument('<tag>')
    .option(
      '--digest <digest>',
      'sha256:... of an image or a chart (default: one made from repository and tag)',
      parseDigest,
    )
    .option('--revision <revision>', 'the source revision that an image or a chart is labelled with')
    .option('--artifact <name>', 'the artifact that is pushed, in a pipeline of several')
    .addHelpText(
      'after',
      examples('towpath push checkout 1.4.3', 'towpath push checkout 1.4.3 && towpath watch checkout'),
    )
    .action((pipeline: string, tag: string, options: Options) =>
      perform(async ({ client, local, output }) => {
        const { artifacts } = await client.pipeline(pipeline);
        const found = find(artifacts, pipeline, options.artifact);
        const pushed = await push(local, pipeline, found, tag, options);
        output.answer(pushed, (it) => `Pushed ${it.repository}:${it.tag}  ${it.digest}`);
        output.remark(`Follow it with: towpath watch ${pipeline}`);
        output.remark(`A release comes of tags that the pipeline takes: ${found.rule}`);
        return EXIT.done;
      }),
    );
};

/** As ECR takes it (API reference, PutImage); a git tag may have more in it. */
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

type Artifact = PipelineView['artifacts'][number];

function find(artifacts: readonly Artifact[], pipeline: string, name: string | undefined): Artifact {
  const found = artifacts.find((artifact) => name === undefined || artifact.name === name);
  if (found !== undefined) return found;
  const known = artifacts.map((artifact) => artifact.name).join(', ') || 'none';
  throw new MissingError(
    `${pipeline} has no artifact ${name ?? ''}, so nothing can be pushed. Known: ${known}.`,
  );
}

function push(
  local: LocalClient,
  pipeline: string,
  { name, image, kind }: Artifact,
  tag: string,
  { digest, revision }: Options,
): Promise<PushedImage> {
  if (kind !== 'git' && !TAG.test(tag))
    throw new UsageError(
      `"${tag}" is no tag of an image: write letters, digits, ".", "_" and "-", 128 at most, and neither "." nor "-" first.`,
    );
  if (kind !== 'git')
    return local.pushImage({
      ...{ repository: repositoryOf(image), tag },
      ...(digest !== undefined && { digest }),
      ...(revision !== undefined && { revision }),
      ...(kind === 'chart' && { chart: true }),
    });
  if (digest !== undefined || revision !== undefined)
    throw new UsageError(
      `${name} of ${pipeline} is a git tag: its commit is made now, so leave out --digest and --revision.`,
    );
  return local.pushTag({ repository: image.slice(image.lastIndexOf(':') + 1), tag });
}

/** The image's name without the registry: as in Docker, a first part with a dot or a port is a host. */
export function repositoryOf(image: string): string {
  const [host = '', ...rest] = image.split('/');
  return rest.length > 0 && (/[.:]/.test(host) || host === 'localhost') ? rest.join('/') : image;
}

function parseDigest(text: string): string {
  if (/^sha256:[0-9a-f]{64}$/.test(text)) return text;
  throw new InvalidArgumentError('Write sha256: and 64 hexadecimal digits, or leave it out.');
}
