import { beforeEach, describe, expect, it } from 'vitest';
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
});
