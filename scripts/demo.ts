/**
 * `npm run demo`: what `npm start` shows, without a person. Pushes two images, approves production of the one that asks as
 * two people, and ends when both are healthy in production (exit code 0) or when nothing happens any more (exit code 1).
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { followLedger } from '../cli/follow-ledger.ts';
import { formatLine } from '../cli/output/ledger-line.ts';
import { formatTimeline } from '../cli/output/promotion.ts';
import { createClient } from '../console/api/client.ts';
import type { LedgerLine } from '../console/api/views.ts';
import { type Booted, boot, ROOT } from './boot.ts';

/** One that people approve, delivered as kustomizations; and one that goes by itself, a chart. */
const IMAGES = [
  { repository: 'checkout', tag: '1.1.0' },
  { repository: 'search', tag: '2.5.0' },
];
/** The pipelines are called like their images. */
const PIPELINES = IMAGES.map(({ repository }) => repository);
const LAST_STAGE = 'prod';
const APPROVERS = ['alice', 'bob'];
/** Without a new entry for this long, something is stuck. */
const STALL_MS = 25_000;

/** The demo failed; the message says what was waited for. */
class StalledError extends Error {
  override readonly name = 'StalledError';
}

async function demonstrate({ client, cloud, url, token }: Booted): Promise<void> {
  const pushed = IMAGES.map(({ repository, tag }) => `${repository}:${tag}`).join(' and ');
  console.log(`Pushing ${pushed} at ${url}\n`);
  for (const image of IMAGES) await cloud.ecr.putImage(image);
  const ended = new Map<string, LedgerLine>();
  let lastAt = Date.now();
  let approved = false;
  await followLedger(client, {
    backlog: ({ pipeline }) => PIPELINES.includes(pipeline),
    intervalMs: 200,
    onLine: async (line) => {
      lastAt = Date.now();
      console.log(formatLine(line));
      if (isEnd(line)) ended.set(line.pipeline, line);
      if (line.type === 'gates-closed' && !approved) {
        approved = true;
        for (const as of APPROVERS)
          await createClient({ url, token, as, via: 'cli' }).vote(line.pipeline, LAST_STAGE, {
            verdict: 'approve',
            reason: 'demo',
          });
      }
    },
    until: async () => {
      if (ended.size < PIPELINES.length && Date.now() - lastAt > STALL_MS) throw await stalled(booted, ended);
      return ended.size === PIPELINES.length;
    },
  });
  for (const pipeline of PIPELINES)
    console.log(`\n${await timeline(booted, ended.get(pipeline)?.release ?? '')}`);
  console.log(`\nThe commits: git -C ${join(directory, 'codecommit/fleet.git')} log -p main`);
  for (const { type, pipeline, sentence } of ended.values())
    if (type !== 'promotion-succeeded')
      throw new StalledError(`${pipeline} ended without reaching ${LAST_STAGE}: ${sentence}`);
}

const isEnd = ({ type, stage }: LedgerLine): boolean =>
  (type === 'promotion-succeeded' && stage === LAST_STAGE) ||
  type === 'promotion-failed' ||
  type === 'promotion-rejected';

async function timeline({ client }: Booted, release: string): Promise<string> {
  const { stages } = await client.release(release);
  const ids = stages.flatMap(({ promotion }) => promotion?.id ?? []);
  const views = await Promise.all(ids.map((id) => client.promotion(id)));
  return views.map((view) => formatTimeline(view)).join('\n\n');
}

async function stalled({ client }: Booted, ended: ReadonlyMap<string, LedgerLine>): Promise<StalledError> {
  const pipeline = PIPELINES.find((name) => !ended.has(name)) ?? '';
  const { stages } = await client.pipeline(pipeline);
  const stage = stages.find(({ underWay }) => underWay !== undefined)?.name ?? LAST_STAGE;
  const { summary, because } = await client.explain(pipeline, stage);
  const lines = because.map(({ what, sentence }) => `  ${what}: ${sentence}`);
  return new StalledError(
    [`Nothing happened for ${STALL_MS / 1000} s. ${pipeline} ${stage}: ${summary}`, ...lines].join('\n'),
  );
}

function giveUp(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const directory = join(ROOT, '.data/demo');
console.log('Starting the local cloud ...');
const booted = await boot({ directory, port: 0, fresh: true, log: (line) => console.error(line) }).catch(
  giveUp,
);
try {
  await demonstrate(booted);
} catch (error) {
  console.error(error instanceof StalledError ? error.message : error);
  process.exitCode = 1;
} finally {
  await booted.close();
  if (process.exitCode === undefined) rmSync(join(directory, 'local.json'), { force: true });
}
