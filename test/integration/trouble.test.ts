import { appendFile, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PromotionView } from '../../console/api/views.ts';
import { type Application, replaced, writeFleet } from './support/fleet.ts';
import { git, pushUntilDone } from './support/git.ts';
import { expectLinear, expectOneCommitPerWave } from './support/history.ts';
import { type Installation, install, temporaryFolder } from './support/installation.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

/**
 * Each application has its own trouble, and they have it at the same time. Where an agent misbehaves it is in a
 * cluster of its own, so that the others are not concerned.
 */
const WITHOUT_PROD: readonly [RegExp, string] = [/\n {4}- name: prod[\s\S]*/, '\n'];
const APPLICATIONS: Application[] = [
  {
    name: 'failing',
    like: 'checkout',
    edit: [
      ['staging-eu-1', 'staging-failing'],
      ['soak: 3s', 'soak: 1s'],
      ['grace: 5s', 'grace: 2s'],
    ],
  },
  {
    name: 'silent',
    like: 'catalog',
    edit: [['dev-eu-1', 'dev-silent'], ['timeout: 2m', 'timeout: 3s'], WITHOUT_PROD],
  },
  { name: 'raced', like: 'checkout', edit: [WITHOUT_PROD] },
  { name: 'edited', like: 'catalog' },
  {
    name: 'sick',
    like: 'checkout',
    edit: [
      [/\n {4}- name: staging[\s\S]*/, '\n'],
      ['dev-eu-1', 'dev-sick'],
      ['grace: 5s }', 'grace: 0s }\n      onFailure: rollback'],
    ],
  },
];
const CLUSTERS = ['staging-failing', 'dev-silent', 'dev-sick'];

let towpath: Installation;

beforeAll(async () => {
  const seed = await temporaryFolder();
  await writeFleet(seed, APPLICATIONS, CLUSTERS);
  towpath = await install({ seed }).finally(() => rm(seed, { recursive: true }));
});

afterAll(() => towpath?.close());

const push = (repository: string, tag: string) => towpath.cloud.ecr.putImage({ repository, tag });

/** The promotion of the tag when it has ended. */
const ended = (pipeline: string, stage: string, tag: string): Promise<PromotionView> =>
  towpath.until(`${pipeline} ${tag} has ended in ${stage}`, async () => {
    const found = await towpath.questions.promotion(pipeline, stage, tag);
    return found?.endedAt !== undefined && found;
  });

/** The promotion of the tag when it asks for votes. */
const gated = (pipeline: string, stage: string, tag: string): Promise<PromotionView> =>
  towpath.until(`${pipeline} ${tag} asks for approval of ${stage}`, async () => {
    const found = await towpath.questions.promotion(pipeline, stage, tag);
    return found?.promotion.takesVotes && found;
  });

/** Runs `act` whenever CodeCommit was asked for a commit that writes this file, and has not begun it yet. */
function beforeCommitOf(path: string, act: () => Promise<void>): void {
  const { operations } = towpath.cloud.codecommit;
  const { CreateCommit } = operations;
  Object.assign(operations, {
    CreateCommit: async (input: { putFiles: { filePath: string }[] }) => {
      if (input.putFiles.some(({ filePath }) => filePath === path)) await act();
      return CreateCommit?.(input as never);
    },
  });
}

describe.concurrent('trouble', () => {
  it('an agent that fails ends the promotion with its cluster and message, and holds the stage until somebody looked', async () => {
    await towpath.agents.setBehaviour('staging-failing', { mode: 'failing' });
    await push('failing', '1.1.0');
    const { promotion } = await ended('failing', 'staging', '1.1.0');
    expect(promotion.status).toBe('failed');
    expect(promotion.sentence).toMatch(
      /staging-failing has been failing since .* UTC: HealthCheckFailed: health check failed after .* timeout waiting for/,
    );
    const { hold } = await towpath.questions.stage('failing', 'staging');
    expect(hold).toMatchObject({ by: 'towpath', reason: expect.stringContaining('staging-failing') });
    const prod = await towpath.questions.stage('failing', 'prod');
    expect(prod).not.toHaveProperty('current');
    expect(prod).not.toHaveProperty('underWay');
    expect((await towpath.questions.ledger('failing')).filter(({ stage }) => stage === 'prod')).toEqual([]);
    const { moving, because, next } = await towpath.client.explain('failing', 'staging');
    expect(moving).toBe(false);
    expect(because).toMatchObject([
      {
        what: 'hold',
        state: 'closed',
        sentence: expect.stringContaining('staging-failing has been failing'),
      },
      { what: 'last promotion', state: 'failing' },
      { what: 'dev', state: 'done', sentence: 'dev has passed 1.1.0' },
    ]);
    expect(next[0]).toContain('towpath release-hold failing staging');

    await push('failing', '1.2.0');
    await towpath.until('1.2.0 is stopped by the hold', async () => {
      const found = await towpath.questions.promotion('failing', 'staging', '1.2.0');
      return found?.promotion.sentence.includes('held by Towpath');
    });
    await towpath.agents.setBehaviour('staging-failing', { mode: 'healthy' });
    await towpath.as('alice').liftHold('failing', 'staging', 'the sandbox is up again');
    expect((await ended('failing', 'staging', '1.2.0')).promotion.status).toBe('promoted');
  });

  it('an agent that says nothing ends the promotion with its cluster and since when', async () => {
    await towpath.agents.setBehaviour('dev-silent', { mode: 'silent' });
    await push('shop/silent-service', 'main-119');
    const { promotion } = await ended('silent', 'dev', 'main-119');
    expect(promotion.status).toBe('failed');
    expect(promotion.sentence).toMatch(/no report from dev-silent since 20..-..-.. ..:..(:..)? UTC$/);
    expect((await towpath.questions.stage('silent', 'staging')).underWay).toBeUndefined();
  });

  it('a bad release is put back at the signal', async () => {
    await push('sick', '1.1.0');
    await ended('sick', 'dev', '1.1.0');
    await towpath.agents.setBehaviour('dev-sick', { mode: 'failing' });
    await push('sick', '1.2.0');
    const { promotion } = await ended('sick', 'dev', '1.2.0');
    await towpath.until('the rollback is committed', async () => {
      const lines = await towpath.questions.ledger('sick', 'wave-committed');
      return lines.find((line) => line.promotion === `${promotion.id}_rb`);
    });
    const overlay = 'HEAD:apps/sick/overlays/dev/kustomization.yaml';
    expect(await git(await towpath.checkOut('sick'), 'show', overlay)).toMatch(/newTag: 1\.1\.0\b/);
  });

  it('a commit by hand between read and write of a promotion is lost as little as its own', async () => {
    const folder = await towpath.checkOut('by-hand');
    const overlay = 'apps/raced/overlays/staging/kustomization.yaml';
    const notes: string[] = [];
    beforeCommitOf(overlay, async () => {
      if (notes.length === 3) return;
      notes.push(`# note ${notes.length + 1}`);
      await git(folder, 'pull', '--quiet', '--rebase');
      await appendFile(join(folder, overlay), `${notes.at(-1)}\n`);
      await git(folder, 'commit', '--quiet', '--all', '--message', 'By hand');
      await pushUntilDone(folder);
    });
    await push('raced', '1.1.0');
    const staging = await ended('raced', 'staging', '1.1.0');
    expect(staging.promotion.status).toBe('promoted');
    expect(notes).toHaveLength(3);

    const history = await towpath.history();
    expectLinear(history);
    const dev = await towpath.questions.promotion('raced', 'dev', '1.1.0');
    expectOneCommitPerWave(history, [dev!, staging]);
    const text = await git(await towpath.checkOut('raced'), 'show', `HEAD:${overlay}`);
    expect(text.split('\n').filter((line) => line.startsWith('# note'))).toEqual(notes);
    expect(text).toContain('newTag: "1.1.0"');
  });

  it('a pipeline that is pushed after the start has its registry and its agents, without a restart', async () => {
    const late = await temporaryFolder();
    await writeFleet(late, [{ name: 'late', like: 'catalog', edit: [WITHOUT_PROD] }]);
    const folder = await towpath.checkOut('late');
    for (const path of ['.towpath/late.yaml', 'apps/late'])
      await cp(join(late, path), join(folder, path), { recursive: true });
    await rm(late, { recursive: true });
    await git(folder, 'add', '.');
    await git(folder, 'commit', '--quiet', '--message', 'One more application');
    await pushUntilDone(folder);
    await towpath.until('its registry is there', () =>
      push('shop/late-service', 'main-119').then(
        () => true,
        () => false,
      ),
    );
    expect((await ended('late', 'dev', 'main-119')).promotion.status).toBe('promoted');
  });

  it('a pipeline file that is broken by a push is reported with its place and changes nothing until it is mended', async () => {
    const folder = await towpath.checkOut('pipelines');
    const file = '.towpath/edited.yaml';
    const write = async (before: string, after: string): Promise<void> => {
      const text = await readFile(join(folder, file), 'utf8');
      await writeFile(join(folder, file), replaced(text, before, after));
      await git(folder, 'commit', '--quiet', '--all', '--message', `${after} for ${before}`);
      await pushUntilDone(folder);
    };
    await push('shop/edited-service', 'main-119');
    const { definition } = await gated('edited', 'prod', 'main-119');

    await write('quorum: 1', 'quorum: two');
    const problems = await towpath.until('the problem is reported', async () => {
      const fleet = await towpath.client.fleet();
      return fleet.problems.length > 0 && fleet.problems;
    });
    expect(problems.join('\n')).toMatch(/^\.towpath\/edited\.yaml:\d+:\d+: .*\n.*quorum: two/m);
    expect((await towpath.client.pipeline('edited')).definition.version).toBe(definition);

    await write('quorum: two', 'quorum: 2');
    const changed = await towpath.until('the new definition is stored and no problem is left', async () => {
      const { version } = (await towpath.client.pipeline('edited')).definition;
      const { problems: left } = await towpath.client.fleet();
      return version !== definition && left.length === 0 && version;
    });

    await towpath.as('bob').vote('edited', 'prod', { verdict: 'approve', reason: 'one was enough' });
    const promoted = await ended('edited', 'prod', 'main-119');
    expect(promoted).toMatchObject({ definition, promotion: { status: 'promoted' } });
    await push('shop/edited-service', 'main-120');
    expect((await ended('edited', 'dev', 'main-120')).definition).toBe(changed);
  });
});

it('the ledger amounts to what is stored', async () => {
  const verified = await towpath.client.verifyLedger();
  expect(verified.flatMap(({ differences }) => differences)).toEqual([]);
  // And the one that was pushed later.
  expect(verified).toHaveLength(APPLICATIONS.length + 1);
});
