import { describe, expect, it, vi } from 'vitest';
import { MovedOnError, voteOn } from '../../../../../console/ui/lib/vote.ts';
import { pipeline, promotion, stage } from '../views.ts';

const seen = promotion({ takesVotes: true });
const ballot = { verdict: 'approve', reason: 'looks good' } as const;

const clientWith = (underWay: typeof seen | undefined) => ({
  pipeline: vi.fn(async () => pipeline('checkout', [stage('prod', underWay && { underWay })])),
  vote: vi.fn(async () => ({ promotion: seen.id })),
});

describe('voting', () => {
  it('is for the promotion that the person saw', async () => {
    const client = clientWith(seen);
    await voteOn(client, seen, ballot);
    expect(client.vote).toHaveBeenCalledExactlyOnceWith('checkout', 'prod', {
      ...ballot,
      promotion: seen.id,
    });
  });

  it('is refused when another promotion has the stage meanwhile', async () => {
    const client = clientWith(promotion({ id: 'checkout_prod_def_1', tag: '1.15.1' }));
    const refused = voteOn(client, seen, ballot);
    await expect(refused).rejects.toThrow(MovedOnError);
    await expect(refused).rejects.toThrow(
      '1.15.0 has left prod of checkout meanwhile: 1.15.1 is under way now. Nothing was voted.',
    );
    expect(client.vote).not.toHaveBeenCalled();
  });

  it('is refused when the promotion has ended meanwhile', async () => {
    const client = clientWith(undefined);
    await expect(voteOn(client, seen, ballot)).rejects.toThrow('nothing is under way there now');
    expect(client.vote).not.toHaveBeenCalled();
  });
});
