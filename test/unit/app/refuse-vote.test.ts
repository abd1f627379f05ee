import { beforeEach, describe, expect, it } from 'vitest';
import { refuseVote } from '../../../src/app/refuse-vote.ts';
import { anApproval, aPipeline, aStage } from '../../builders/pipeline.ts';
import { aFleet, push } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';

let fleet: Fakes;
beforeEach(async () => {
  fleet = await aFleet(aPipeline({ stages: [aStage('prod', { gates: [anApproval({ quorum: 2 })] })] }));
  await push(fleet, '1.0.0', 'a');
});

describe('a vote that is refused at the door', () => {
  const refuse = (user: string, stage = 'prod') =>
    refuseVote(
      fleet.ports,
      {
        ...{ pipeline: 'checkout', stage, verdict: 'reject', reason: 'because', via: 'slack' },
        identity: { kind: 'slack', team: 'T1', user },
      },
      'This came from another workspace.',
    );

  it('is in the ledger with its reason, not with what the voter said', async () => {
    await refuse('U9');
    expect(fleet.ledger.entries('checkout').at(-1)).toMatchObject({
      ...{ type: 'vote-refused', stage: 'prod', verdict: 'reject', via: 'slack' },
      ...{ identity: 'slack T1/U9', reason: 'This came from another workspace.' },
      by: { kind: 'towpath' },
    });
  });

  it('is there once, however often it comes, while few others come between', async () => {
    const before = fleet.ledger.entries('checkout').length;
    for (let time = 0; time < 50; time += 1) await refuse('U9');
    expect(fleet.ledger.entries('checkout')).toHaveLength(before + 1);
    for (let user = 0; user < 20; user += 1) await refuse(`U${100 + user}`);
    expect(fleet.ledger.state('checkout').stages.prod?.refusals).toHaveLength(20);
    await refuse('U9');
    expect(fleet.ledger.entries('checkout')).toHaveLength(before + 22);
  });

  it('for a stage that is not there is nothing', async () => {
    const before = fleet.ledger.entries('checkout').length;
    await refuse('U9', 'moon');
    expect(fleet.ledger.entries('checkout')).toHaveLength(before);
  });

  it('goes through while there are no settings', async () => {
    fleet.interruptions.before('configuration.settings', () =>
      Object.assign(fleet.configuration, { settings: async () => undefined }),
    );
    await refuse('U9');
    expect(fleet.ledger.entries('checkout').at(-1)).toMatchObject({ type: 'vote-refused' });
  });
});
