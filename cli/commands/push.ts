import { InvalidArgumentError } from 'commander';
import type { AddCommand } from '../context.ts';
import { EXIT, MissingError } from '../exit-code.ts';
import { examples } from './examples.ts';

export const addPush: AddCommand = (program, perform) => {
  program
    .command('push')
    .summary('push an image to the local registry')
    .description(
      "Pushes an image of one of the pipeline's artifacts, the first unless named, to the local registry, which tells Towpath.",
    )
    .argument('<pipeline>')
    .argument('<tag>')
    .option(
      '--digest <digest>',
      'sha256:... of the image (default: one made from repository and tag)',
      parseDigest,
    )
    .option('--artifact <name>', 'the artifact that is pushed, in a pipeline of several')
    .addHelpText(
      'after',
      examples('towpath push checkout 1.4.3', 'towpath push checkout 1.4.3 && towpath watch checkout'),
    )
    .action((pipeline: string, tag: string, { digest, artifact }: { digest?: string; artifact?: string }) =>
      perform(async ({ client, local, output }) => {
        const { artifacts } = await client.pipeline(pipeline);
        const found = artifacts.find(({ name }) => artifact === undefined || name === artifact);
        if (found === undefined) {
          const known = artifacts.map(({ name }) => name).join(', ') || 'none';
          throw new MissingError(
            `${pipeline} has no artifact ${artifact ?? ''}, so nothing can be pushed. Known: ${known}.`,
          );
        }
        const pushed = await local.pushImage({
          repository: repositoryOf(found.image),
          tag,
          ...(digest !== undefined && { digest }),
        });
        output.answer(pushed, (it) => `Pushed ${it.repository}:${it.tag}  ${it.digest}`);
        output.remark(`Follow it with: towpath watch ${pipeline}`);
        output.remark(`A release comes of tags that the pipeline takes: ${found.rule}`);
        return EXIT.done;
      }),
    );
};

/** The image's name without the registry: as in Docker, a first part with a dot or a port is a host. */
export function repositoryOf(image: string): string {
  const [host = '', ...rest] = image.split('/');
  return rest.length > 0 && (/[.:]/.test(host) || host === 'localhost') ? rest.join('/') : image;
}

function parseDigest(text: string): string {
  if (/^sha256:[0-9a-f]{64}$/.test(text)) return text;
  throw new InvalidArgumentError('Write sha256: and 64 hexadecimal digits, or leave it out.');
}
