/**
 * `npm run demo`: what `npm start` shows, without a person. Pushes an image, approves production as two people, and
 * ends when production is healthy (exit code 0) or when nothing happens any more (exit code 1).
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { followLedger } from '../cli/follow-ledger.ts';
import { formatLine } from '../cli/output/ledger-line.ts';
import { formatTimeline } from '../cli/output/promotion.ts';
import { createClient } from '../console/api/client.ts';
import type { LedgerLine } from '../console/api/views.ts';
import { type Booted, boot, ROOT } from './boot.ts';

const PIPELINE = 'checkout';
const IMAGE = { repository: 'checkout', tag: '1.1.0' };
const LAST_STAGE = 'prod';
const APPROVERS = ['alice', 'bob'];
/** Without a new entry for this long, something is stuck. */
const STALL_MS = 25_000;

/** The demo failed; the message says what was waited for. */
class StalledError extends Error {
  override readonly name = 'StalledError';
}

async function demonstrate({ client, cloud, url, token }: Booted): Promise<void> {
  console.log(`Pushing ${IMAGE.repository}:${IMAGE.tag} at ${url}\n`);
  await cloud.ecr.putImage(IMAGE);
  let ended: LedgerLine | undefined;
  let lastAt = Date.now();
  let approved = false;
  await followLedger(client, {
    pipeline: PIPELINE,
    backlog: () => true,
    intervalMs: 200,
    onLine: async (line) => {
      lastAt = Date.now();
      console.log(formatLine(line));
      if (isEnd(line)) ended = line;
      if (line.type === 'gates-closed' && !approved) {
        approved = true;
        for (const as of APPROVERS)
          await createClient({ url, token, as, via: 'cli' }).vote(PIPELINE, LAST_STAGE, {
            verdict: 'approve',
            reason: 'demo',
          });
      }
    },
    until: async () => {
      if (ended === undefined && Date.now() - lastAt > STALL_MS) throw await stalled(booted);
      return ended !== undefined;
    },
  });
  console.log(`\n${await timeline(booted, ended?.release ?? '')}`);
  console.log(`\nThe commits: git -C ${join(directory, 'codecommit/fleet.git')} log -p main`);
  if (ended?.type !== 'promotion-succeeded')
    throw new StalledError(`${PIPELINE} ended without reaching ${LAST_STAGE}: ${ended?.sentence}`);
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

async function stalled({ client }: Booted): Promise<StalledError> {
  const { stages } = await client.pipeline(PIPELINE);
  const stage = stages.find(({ underWay }) => underWay !== undefined)?.name ?? LAST_STAGE;
  const { summary, because } = await client.explain(PIPELINE, stage);
  const lines = because.map(({ what, sentence }) => `  ${what}: ${sentence}`);
  return new StalledError(
    [`Nothing happened for ${STALL_MS / 1000} s. ${stage}: ${summary}`, ...lines].join('\n'),
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
