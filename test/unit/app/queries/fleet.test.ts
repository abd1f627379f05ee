import { beforeEach, describe, expect, it } from 'vitest';
import { castVote } from '../../../../src/app/cast-vote.ts';
import { failPromotion } from '../../../../src/app/fail-promotion.ts';
import { holdStage } from '../../../../src/app/hold-stage.ts';
import { viewFleet, viewPipeline } from '../../../../src/app/queries/fleet.ts';
import { IMAGE } from '../../../builders/pipeline.ts';
import { aFleet, aService, push } from '../../../fakes/fleet.ts';
import { createFakes, type Fakes } from '../../../fakes/index.ts';
import { commit, of } from '../steps.ts';
import { aFleetWithRelease, toProd } from './fleet-on-its-way.ts';

let fleet: Fakes;
let release: string;
beforeEach(async () => {
  ({ fleet, release } = await aFleetWithRelease());
});

describe('the fleet', () => {
  it('is shown stage by stage, with agents, gates and what is under way', async () => {
    await toProd(fleet);
    await castVote(fleet.ports, {
      pipeline: 'checkout',
      stage: 'prod',
      identity: { kind: 'local', person: 'alice' },
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
