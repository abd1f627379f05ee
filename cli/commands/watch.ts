import type { Client } from '../../console/api/client.ts';
import type { PipelineView, PromotionSummary, ReleaseView } from '../../console/api/views.ts';
import type { AddCommand, Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type FollowOptions, followLedger } from '../follow-ledger.ts';
import { formatLine } from '../output/ledger-line.ts';
import { resolveRelease } from '../release-reference.ts';
import { examples } from './examples.ts';

export const addWatch: AddCommand = (program, perform) => {
  program
    .command('watch')
    .summary('follow the ledger live')
    .description(
      'Follows the ledger. Of a release, until it has ended everywhere; of a pipeline, until nothing is under way in it any more; without either, until it is interrupted.',
    )
    .argument('[what]', 'a pipeline, the id of a release, or <pipeline>@<tag>')
    .addHelpText(
      'after',
      examples('towpath watch', 'towpath watch checkout', 'towpath watch checkout@1.4.3 && echo everywhere'),
    )
    .action((what: string | undefined) =>
      perform((context) => {
        if (what === undefined) return watchAll(context);
        return /[@_]/.test(what) ? watchRelease(context, what) : watchPipeline(context, what);
      }),
    );
};

type Follow = Omit<FollowOptions, 'onLine' | 'signal' | 'intervalMs'>;

/** Prints what the ledger gains, and hands each entry on. */
function follow(
  { client, output, io }: Context,
  how: Follow,
  onLine?: FollowOptions['onLine'],
): Promise<void> {
  return followLedger(client, {
    ...how,
    ...(io.signal && { signal: io.signal }),
    ...(io.pollMs !== undefined && { intervalMs: io.pollMs }),
    onLine: (line) => {
      output.entry(line, formatLine);
      return onLine?.(line);
    },
  });
}

async function watchAll(context: Context): Promise<ExitCode> {
  await follow(context, {});
  return EXIT.done;
}

async function watchRelease(context: Context, reference: string): Promise<ExitCode> {
  const { client, output } = context;
  const id = await resolveRelease(client, reference);
  let release = await client.release(id);
  await follow(context, {
    pipeline: release.pipeline,
    backlog: (line) => line.release === id,
    until: async () => {
      release = await client.release(id);
      return hasEnded(release);
    },
  });
  if (!hasEnded(release)) return EXIT.done;
  const missed = release.stages.filter(({ promotion }) => promotion?.status !== 'promoted');
  output.remark(
    `${id} ${missed.length === 0 ? 'is in every stage' : `ended: ${missed.map(outcome).join('; ')}`}`,
  );
  return missed.length === 0 ? EXIT.done : EXIT.no;
}

const hasEnded = ({ stages }: ReleaseView): boolean =>
  stages.some(({ promotion }) => promotion !== undefined) &&
  stages.every(({ promotion }) => promotion === undefined || !isOpen(promotion));

const outcome = ({ stage, promotion, sentence }: ReleaseView['stages'][number]): string =>
  `${stage} ${promotion?.status ?? ''}: ${sentence}`.replace(' :', ':');

const ENDS: ReadonlySet<string> = new Set(['promoted', 'superseded', 'rejected', 'failed']);
const isOpen = ({ status }: PromotionSummary): boolean => !ENDS.has(status);

async function watchPipeline(context: Context, pipeline: string): Promise<ExitCode> {
  const { client } = context;
  const releases = await releasesUnderWay(client, pipeline);
  let hasBegun = releases.size > 0;
  const how: Follow = {
    pipeline,
    backlog: ({ release }) => release !== undefined && releases.has(release),
    until: async () => hasBegun && (await releasesUnderWay(client, pipeline)).size === 0,
  };
  await follow(context, how, ({ release }) => {
    hasBegun ||= release !== undefined;
  });
  return EXIT.done;
}

async function releasesUnderWay(client: Client, pipeline: string): Promise<ReadonlySet<string>> {
  const { stages } = await client.pipeline(pipeline);
  return new Set(stages.flatMap(promotionsIn).map(({ release }) => release));
}

const promotionsIn = ({ underWay, waiting }: PipelineView['stages'][number]): PromotionSummary[] => [
  ...(underWay === undefined ? [] : [underWay]),
  ...waiting,
];
