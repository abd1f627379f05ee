import { beforeEach, describe, expect, it } from 'vitest';
import { castVote } from '../../../../src/app/cast-vote.ts';
import { viewPromotion, viewRelease } from '../../../../src/app/queries/promotion.ts';
import { promotionsOf, push } from '../../../fakes/fleet.ts';
import type { Fakes } from '../../../fakes/index.ts';
import { commit, of, passGates, promote } from '../steps.ts';
import { aFleetWithRelease, toProd } from './fleet-on-its-way.ts';

let fleet: Fakes;
let release: string;
beforeEach(async () => {
  ({ fleet, release } = await aFleetWithRelease());
});

const vote = (fakes: Fakes, person: string) =>
  castVote(fakes.ports, {
    ...{ pipeline: 'checkout', stage: 'prod', verdict: 'approve', reason: '', via: 'console' },
    identity: { kind: 'local', person },
  });

describe('a release', () => {
  it('is shown in every stage, with where it is there', async () => {
    await toProd(fleet);
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

  it('shows what one votes on', async () => {
    await toProd(fleet);
    const { evidence } = await viewPromotion(fleet.ports, of(fleet, 'prod').promotion);
    expect(evidence).toMatchObject({
      release: { id: release, tags: ['1.0.0'], artifacts: [{ name: 'checkout', tag: '1.0.0' }] },
      before: [{ stage: 'dev', passedAt: fleet.clock.iso(), targets: 1, unwell: [] }],
      plan: {
        waves: [
          { clusters: ['prod-eu-1'], soakMs: 0, maxUnavailable: 0 },
          { clusters: ['prod-us-1'], soakMs: 0, maxUnavailable: 0 },
        ],
        onFailure: 'hold',
      },
      voters: ['alice', 'bob', 'carol'],
      missing: 2,
      expiresAt: new Date(fleet.clock.now() + 7 * 86_400_000).toISOString(),
    });
    expect(evidence).not.toHaveProperty('replaces');
  });

  it('names who may still approve, as long as votes are missing', async () => {
    await toProd(fleet);
    const { promotion } = of(fleet, 'prod');
    const voters = async () => (await viewPromotion(fleet.ports, promotion)).evidence?.voters;
    await vote(fleet, 'alice');
    expect(await voters()).toEqual(['bob', 'carol']);
    await vote(fleet, 'bob');
    const { evidence } = await viewPromotion(fleet.ports, promotion);
    expect(evidence?.voters).toEqual([]);
    expect(evidence).not.toHaveProperty('expiresAt');
  });

  it('names nobody where no approval is asked for, and what a stage has instead', async () => {
    await promote(fleet, 'dev');
    await push(fleet, '1.1.0', 'b');
    const { evidence } = await viewPromotion(fleet.ports, of(fleet, 'dev').promotion);
    expect(evidence).not.toHaveProperty('voters');
    expect(evidence).toMatchObject({ replaces: { release, tag: '1.0.0' }, before: [] });
  });
});
