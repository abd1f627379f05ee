import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LedgerLine, PromotionView } from '../../console/api/views.ts';
import { writeFleet } from './support/fleet.ts';
import { clone, readHistory } from './support/git.ts';
import { expectLinear, expectOneCommitPerWave } from './support/history.ts';
import { createQuestions, temporaryFolder } from './support/installation.ts';
import { Killable } from './support/killable.ts';
import { createUntil } from './support/until.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let scratch: string;
let towpath: Killable;

const until = createUntil(() => towpath.client());
const questions = createQuestions(() => towpath.client());

beforeAll(async () => {
  scratch = await temporaryFolder();
  const seed = join(scratch, 'fleet');
  await writeFleet(seed, [{ name: 'checkout', like: 'checkout' }]);
  towpath = new Killable(join(scratch, 'data'), seed);
  await towpath.start();
});

afterAll(async () => {
  await towpath?.kill();
  await rm(scratch, { recursive: true, force: true });
});

/** Resolves as soon as the ledger has such an entry. */
const recorded = (types: string | string[], stage?: string): Promise<LedgerLine> =>
  until(`${types} ${stage ?? ''} is recorded`, async () => {
    const lines = await questions.ledger('checkout', ...[types].flat());
    return lines.find((line) => line.stage === stage);
  });

const approve = (person: string) =>
  towpath.client(person).vote('checkout', 'prod', { verdict: 'approve', reason: 'still good' });

/** Each test begins with what the one before left behind: one release on its way through many deaths. */
describe('a release whose installation is killed', () => {
  it('right after the push was accepted, is recorded once', async () => {
    await towpath.push('checkout', '1.1.0');
    await towpath.kill();
    await towpath.start('before-commit');
    await recorded('release-created');
  });

  it('before and after a commit landed, is committed once', async () => {
    await towpath.died();
    await towpath.start('after-commit');
    await towpath.died();
    await towpath.start();
    await recorded('wave-committed', 'dev');
  });

  it('while it waits for health, and while it soaks, goes on', async () => {
    await towpath.kill();
    await towpath.start();
    // Whoever looks late finds the soak over already.
    await recorded(['wave-soaking', 'wave-healthy'], 'staging');
    await towpath.kill();
    await towpath.start();
    await recorded('promotion-succeeded', 'staging');
  });

  it('while it waits for the second vote, keeps the first', async () => {
    await until('checkout asks for approval of prod', async () => {
      const { underWay } = await questions.stage('checkout', 'prod');
      return underWay?.takesVotes;
    });
    await approve('alice');
    await towpath.kill();
    await towpath.start();
    await expect(approve('alice')).rejects.toThrow('alice has approved this promotion already');
    await approve('bob');
    await recorded('promotion-succeeded', 'prod');
  });

  it('ends as if nothing had happened, with one commit per wave', async () => {
    const requests = await questions.ledger('checkout', 'promotion-requested');
    expect(requests.map(({ stage }) => stage)).toEqual(['dev', 'staging', 'prod']);
    const promotions: PromotionView[] = await Promise.all(
      requests.map(({ promotion }) => towpath.client().promotion(promotion!)),
    );
    expect(promotions.map(({ promotion }) => promotion.status)).toEqual(['promoted', 'promoted', 'promoted']);
    await clone(towpath.address.repositoryUrl, join(scratch, 'clone'));
    const history = await readHistory(join(scratch, 'clone'));
    expectLinear(history);
    expectOneCommitPerWave(history, promotions);
    expect(history).toHaveLength(1 + 4);
    const verified = await towpath.client().verifyLedger();
    expect(verified.flatMap(({ differences }) => differences)).toEqual([]);
  });
});
