import { beforeEach, describe, expect, it } from 'vitest';
import { castVote } from '../../../src/app/cast-vote.ts';
import { checkGates } from '../../../src/app/check-gates.ts';
import { checkHealth } from '../../../src/app/check-health.ts';
import { completePromotion } from '../../../src/app/complete-promotion.ts';
import { failPromotion } from '../../../src/app/fail-promotion.ts';
import { holdStage } from '../../../src/app/hold-stage.ts';
import { explainStage } from '../../../src/app/queries/explain.ts';
import { viewFleet, viewPipeline } from '../../../src/app/queries/fleet.ts';
import { ledgerLines, verifyLedger } from '../../../src/app/queries/ledger.ts';
import { viewPromotion, viewRelease } from '../../../src/app/queries/promotion.ts';
import type { FreezeGate } from '../../../src/domain/pipeline/types.ts';
import { anApproval, aPipeline, aStage, aTarget, IMAGE } from '../../builders/pipeline.ts';
import { active, aFleet, aService, promotionsOf, push, report } from '../../fakes/fleet.ts';
import { createFakes, type Fakes } from '../../fakes/index.ts';
import { ask, commit, of, passGates, passWave, promote } from './steps.ts';

const freeze: FreezeGate = {
  kind: 'freeze',
  effect: 'deny',
  cron: '0 11 * * FRI',
  forMs: 7_200_000,
  timeZone: 'UTC',
};

const pipeline = () =>
  aPipeline({
    artifacts: [
      { name: 'checkout', image: IMAGE, tags: { kind: 'pattern', pattern: '^1\\.[0-9]+\\.[0-9]+$' } },
    ],
    stages: [
      aStage('dev', { soakMs: 60_000 }),
      aStage('prod', {
        after: ['dev'],
        gates: [anApproval({ quorum: 1 }), anApproval(), freeze, { ...freeze, effect: 'allow' }],
        waves: [[aTarget('prod-eu-1')], [aTarget('prod-us-1')]],
      }),
    ],
  });

let fleet: Fakes;
let release = '';
beforeEach(async () => {
  fleet = await aFleet(pipeline());
  release = await push(fleet, '1.0.0', 'a');
});

const explain = (stage: string) => explainStage(fleet.ports, 'checkout', stage);
const minutes = (count: number) => fleet.clock.advance(count * 60_000);
/** 1.0.0 passes dev and has prod, where the gates are closed. */
async function toProd(): Promise<void> {
  await passWave(fleet, 'dev', ['dev-eu-1']);
  minutes(1);
  await checkHealth(fleet.ports, of(fleet, 'dev'));
  await completePromotion(fleet.ports, of(fleet, 'dev'));
  await checkGates(fleet.ports, of(fleet, 'prod'));
}

describe('explain says why a stage does not move', () => {
  it('while a commit is awaited', async () => {
    await ask(fleet, 'dev');
    expect(await explain('dev')).toMatchObject({
      moving: true,
      summary: '1.0.0: wave 1 is being committed',
      because: [
        { what: 'commit', state: 'waiting', sentence: 'wave 1 waits for the committer of the branch' },
      ],
      next: ['The commit lands by itself.'],
    });
  });

  it('while agents are silent, fail, or the release soaks', async () => {
    const { commits } = await commit(fleet, 'dev');
    expect(await explain('dev')).toMatchObject({
      summary: `1.0.0: waits for health reports of wave 1 (commit ${commits[0]?.commit.slice(0, 7)})`,
      because: [
        {
          what: 'dev-eu-1',
          state: 'waiting',
          sentence: 'no report from dev-eu-1 since 2026-11-20T12:00:00Z',
        },
      ],
      next: ['Agents report by themselves; the next verdict is due at 2026-11-20T12:15:00.000Z.'],
    });
    await checkHealth(fleet.ports, of(fleet, 'dev'));
    await report(fleet, 'dev-eu-1', { failing: 'crash loop' });
    await checkHealth(fleet.ports, of(fleet, 'dev'));
    expect(await explain('dev')).toMatchObject({
      summary: '1.0.0: dev-eu-1 fails: crash loop',
      because: [{ what: 'dev-eu-1', state: 'failing' }],
    });
    await report(fleet, 'dev-eu-1');
    await checkHealth(fleet.ports, of(fleet, 'dev'));
    expect(await explain('dev')).toMatchObject({
      summary: '1.0.0: wave 1 is healthy since 2026-11-20T12:00:02.000Z and soaks',
      because: [{ what: 'dev-eu-1', state: 'done' }],
    });
    minutes(1);
    expect(await explain('dev')).toMatchObject({ next: [] });
  });

  it('while gates are closed, with the command that would open them', async () => {
    await toProd();
    await holdStage(fleet.ports, {
      pipeline: 'checkout',
      stage: 'prod',
      person: 'alice',
      reason: 'incident',
    });
    const { because, next } = await explain('prod');
    expect(because.map(({ what, state }) => `${what} ${state}`)).toEqual([
      'stop open',
      'hold closed',
      'approval closed',
      'approval closed',
      'freeze closed',
      'freeze open',
    ]);
    expect(next).toEqual([
      'towpath release-hold checkout prod --as <person> --reason "..."',
      'towpath approve checkout prod --as <person> --reason "..."',
      'towpath approve checkout prod --as <person> --reason "..."',
      'The freeze gate looks again at 2026-11-20T13:00:00.000Z.',
    ]);
  });

  it('before the gates were looked at', async () => {
    expect(await explain('dev')).toMatchObject({ summary: '1.0.0: passes the gates of dev', next: [] });
  });

  it('when nothing is under way there', async () => {
    expect(await explain('prod')).toMatchObject({
      moving: false,
      summary: 'prod has no release yet; nothing is under way',
      because: [{ what: 'dev', state: 'waiting', sentence: 'dev has passed no release yet' }],
      next: ['A release that passes dev begins here by itself.'],
    });
    await promote(fleet, 'dev');
    expect(await explain('dev')).toMatchObject({
      summary: 'dev has 1.0.0; nothing is under way',
      next: ['Push an image whose tag the pipeline accepts.'],
    });
  });

  it('when a newer release is on its way through the stage before', async () => {
    await promote(fleet, 'dev');
    await failPromotion(fleet.ports, { ...of(fleet, 'prod'), error: 'GateRefused', cause: 'not today' });
    await push(fleet, '1.1.0', 'b');
    expect(await explain('prod')).toMatchObject({
      because: [
        { what: 'last promotion', state: 'failing', sentence: '1.0.0 rejected: not today' },
        {
          what: 'dev',
          state: 'done',
          sentence: 'dev has passed 1.0.0; 1.1.0 is on its way there: passes the gates of dev',
        },
      ],
    });
  });

  it('after a failure, which holds the stage', async () => {
    await failPromotion(fleet.ports, { ...of(fleet, 'dev'), error: 'E', cause: 'dev-eu-1 crashes' });
    expect(await explain('dev')).toMatchObject({
      because: [
        { what: 'hold', state: 'closed', sentence: 'on hold: 1.0.0 failed: dev-eu-1 crashes' },
        { what: 'last promotion', state: 'failing', sentence: '1.0.0 failed: dev-eu-1 crashes' },
      ],
      next: ['towpath release-hold checkout dev --as <person> --reason "..."', 'Then push a newer image.'],
    });
  });

  it('only of stages that there are', async () => {
    await expect(explain('moon')).rejects.toThrow('checkout has no stage moon. It has: dev, prod.');
    const unknown = explainStage(fleet.ports, 'nothing', 'dev');
    await expect(unknown).rejects.toThrow('There is no pipeline nothing. See: towpath status');
  });
});

describe('the fleet', () => {
  it('is shown stage by stage, with agents, gates and what is under way', async () => {
    await toProd();
    await castVote(fleet.ports, {
      pipeline: 'checkout',
      stage: 'prod',
      person: 'alice',
      verdict: 'approve',
      reason: 'fine',
      via: 'cli',
    });
    const view = await viewFleet(fleet.ports);
    expect(view).toMatchObject({
      at: fleet.clock.iso(),
      people: ['alice', 'bob', 'carol', 'mallory'],
      problems: [],
    });
    const [checkout] = view.pipelines;
    expect(checkout?.artifacts).toEqual([
      { name: 'checkout', image: IMAGE, rule: 'pattern ^1\\.[0-9]+\\.[0-9]+$' },
    ]);
    const [dev, prod] = checkout?.stages ?? [];
    expect(dev).toMatchObject({
      name: 'dev',
      current: { release, tag: '1.0.0' },
      waiting: [],
      targets: [{ cluster: 'dev-eu-1', wave: 1, agent: 'flux-system/checkout', health: 'healthy' }],
    });
    expect(prod).toMatchObject({
      after: ['dev'],
      gates: [
        '1 approval from release-managers, not the requester',
        '2 approvals from release-managers, not the requester',
        'frozen from "0 11 * * FRI" for 2h (UTC)',
        'open only from "0 11 * * FRI" for 2h (UTC)',
      ],
      underWay: {
        tag: '1.0.0',
        status: 'gated',
        wave: 1,
        waves: 2,
        takesVotes: true,
        votes: [{ person: 'alice' }],
      },
      targets: [
        { cluster: 'prod-eu-1', health: 'silent', sentence: 'prod-eu-1 never reported' },
        { cluster: 'prod-us-1', wave: 2 },
      ],
    });
  });

  it('shows who waits for whom, holds, and how the last promotion failed', async () => {
    await commit(fleet, 'dev');
    await push(fleet, '1.1.0', 'b');
    await holdStage(fleet.ports, { pipeline: 'checkout', stage: 'dev', person: 'alice', reason: 'incident' });
    const [before] = (await viewPipeline(fleet.ports, 'checkout')).stages;
    expect(before).toMatchObject({
      hold: { by: 'alice', reason: 'incident' },
      waiting: [{ tag: '1.1.0', sentence: 'waits until 1.0.0 leaves dev', takesVotes: false }],
    });
    await failPromotion(fleet.ports, { ...of(fleet, 'dev'), error: 'E', cause: 'crashed' });
    const [after] = (await viewPipeline(fleet.ports, 'checkout')).stages;
    expect(after).toMatchObject({
      hold: { by: 'towpath' },
      lastFailure: { tag: '1.0.0', status: 'failed', reason: 'crashed', at: fleet.clock.iso() },
      underWay: { tag: '1.1.0' },
    });
  });

  it('leaves out pipelines that were removed, and names those there are', async () => {
    fleet.ledger.tamper('checkout', ({ definition: _, ...rest }) => rest);
    expect((await viewFleet(fleet.ports)).pipelines).toEqual([]);
    const services = await aFleet(aService('cart'), aService('search'));
    await expect(viewPipeline(services.ports, 'shop')).rejects.toThrow(
      'There is no pipeline shop. Known: cart, search.',
    );
    await expect(viewPipeline(createFakes().ports, 'shop')).rejects.toThrow('Known: none.');
  });

  it('is empty before anything was configured, and shows what was wrong with the files', async () => {
    const { ports, configuration } = createFakes();
    expect(await viewFleet(ports)).toMatchObject({ pipelines: [], people: [], problems: [] });
    const problem = {
      file: '.towpath/x.yaml',
      line: 3,
      column: 1,
      message: 'wrong',
      hint: 'right it',
      excerpt: '',
    };
    await configuration.putReport({ commit: 'c', at: '', problems: [problem] });
    expect((await viewFleet(ports)).problems).toEqual([
      expect.stringContaining('.towpath/x.yaml:3:1: wrong'),
    ]);
  });
});

describe('a release', () => {
  it('is shown in every stage, with where it is there', async () => {
    await toProd();
    expect(await viewRelease(fleet.ports, release)).toMatchObject({
      pipeline: 'checkout',
      tags: ['1.0.0'],
      stages: [
        { stage: 'dev', passedAt: fleet.clock.iso(), sentence: 'promoted to dev' },
        {
          stage: 'prod',
          promotion: { status: 'gated' },
          sentence: expect.stringContaining('0 of 1 approvals'),
        },
      ],
    });
  });

  it('is not there yet in stages to come', async () => {
    const { stages } = await viewRelease(fleet.ports, release);
    expect(stages[1]).toEqual({ stage: 'prod', sentence: 'not there yet' });
  });

  it('that nobody knows is named', async () => {
    await expect(viewRelease(fleet.ports, 'checkout_0')).rejects.toThrow('There is no release checkout_0.');
    await expect(viewRelease(fleet.ports, 'nonsense')).rejects.toThrow('There is no release nonsense.');
  });
});

describe('a promotion', () => {
  it('is shown with its commits, targets and timeline', async () => {
    const { id } = await commit(fleet, 'dev');
    const view = await viewPromotion(fleet.ports, id);
    expect(view).toMatchObject({
      requestedBy: 'towpath',
      definition: 'v1',
      promotion: { id, status: 'verifying', wave: 1, waves: 1 },
      commits: [{ wave: 1, commit: await fleet.repository.tip(), changed: true }],
      targets: [{ cluster: 'dev-eu-1' }],
    });
    expect(view.timeline.at(-1)).toMatchObject({
      type: 'wave-committed',
      commit: await fleet.repository.tip(),
    });
  });

  it('shows its end', async () => {
    const { promotion } = of(fleet, 'dev');
    await promote(fleet, 'dev');
    expect(await viewPromotion(fleet.ports, promotion)).toMatchObject({
      endedAt: fleet.clock.iso(),
      promotion: { status: 'promoted', sentence: 'promoted to dev', wave: 1 },
    });
  });

  it('that waits in a stage which nobody has says for what', async () => {
    await passGates(fleet, 'dev');
    await push(fleet, '1.1.0', 'b');
    const next = promotionsOf(fleet, 'dev')[1]?.id ?? '';
    fleet.ledger.tamper('checkout', (state) => ({
      ...state,
      stages: { dev: { stage: 'dev', waiting: [next] } },
    }));
    expect(await viewPromotion(fleet.ports, next)).toMatchObject({
      promotion: { sentence: 'waits for dev' },
    });
  });
});

describe('the ledger', () => {
  it('is shown newest first, of one pipeline or of all', async () => {
    const services = await aFleet(aService('cart'), aService('search'));
    await push(services, '1.0.0', 'a');
    const all = await ledgerLines(services.ports, { limit: 3 });
    expect(all.map(({ pipeline, sequence }) => `${pipeline} ${sequence}`)).toEqual([
      'search 4',
      'search 3',
      'search 2',
    ]);
    const own = await ledgerLines(services.ports, { pipeline: 'cart', limit: 2 });
    expect(own.map(({ sentence, by }) => `${by}: ${sentence}`)).toEqual([
      'towpath: has dev',
      'towpath: 1.0.0 asks for dev',
    ]);
  });

  it('agrees with the state, through a whole life', async () => {
    await toProd();
    expect(await verifyLedger(fleet.ports)).toEqual([
      { pipeline: 'checkout', entries: fleet.ledger.entries('checkout').length, differences: [] },
    ]);
  });

  it('finds every row that somebody wrote past it', async () => {
    const { id } = active(fleet, 'dev');
    fleet.ledger.tamper('checkout', (state) => ({
      ...state,
      definition: { ...state.definition!, version: 'v2' },
      stages: { dev: { stage: 'dev', waiting: [] } },
      promotions: {
        [id]: { ...state.promotions[id]!, status: 'verifying' },
        checkout_dev_0_1: { ...state.promotions[id]!, id: 'checkout_dev_0_1' },
      },
      releases: {},
    }));
    const [verification] = await verifyLedger(fleet.ports);
    expect(verification?.differences).toEqual([
      expect.stringMatching(/^definition: the ledger says .*"v1".*, stored is .*"v2"/),
      expect.stringMatching(/^stages dev: the ledger says \{"active":/),
      expect.stringMatching(
        new RegExp(`^promotions ${id}: the ledger says .*"gated".*, stored is .*"verifying"`),
      ),
      expect.stringMatching(/^promotions checkout_dev_0_1: the ledger says nothing, stored is /),
      expect.stringMatching(/^releases checkout_\w+: the ledger says .*, stored is nothing$/),
    ]);
  });

  it('says so when it grew during the comparison', async () => {
    fleet.interruptions.before('ledger.read', () => push(fleet, '1.1.0', 'b'));
    const [verification] = await verifyLedger(fleet.ports);
    expect(verification?.differences).toEqual([expect.stringMatching(/^it changed during the comparison/)]);
  });
});
