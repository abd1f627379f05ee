import { describe, expect, it } from 'vitest';
import { castVote } from '../../../src/app/cast-vote.ts';
import { checkGates } from '../../../src/app/check-gates.ts';
import { commitChanges } from '../../../src/app/commit-changes.ts';
import { requestChange } from '../../../src/app/request-change.ts';
import { anApproval, aPipeline, aStage } from '../../builders/pipeline.ts';
import { aFleet, push } from '../../fakes/fleet.ts';
import { commit, of, passGates, promote } from './steps.ts';

describe('what is measured', () => {
  it('is how long a promotion waited for people, once', async () => {
    const gates = [anApproval({ quorum: 1 })];
    const fleet = await aFleet(aPipeline({ stages: [aStage('prod', { gates })] }));
    await push(fleet, '1.0.0', 'a');
    const promotion = of(fleet, 'prod');
    await checkGates(fleet.ports, promotion);
    fleet.clock.advance(90_000);
    const identity = { kind: 'local', person: 'alice' } as const;
    const ballot = { identity, person: 'alice', verdict: 'approve', reason: '', via: 'cli' } as const;
    await castVote(fleet.ports, { pipeline: 'checkout', stage: 'prod', ...ballot });
    await checkGates(fleet.ports, promotion);
    await checkGates(fleet.ports, promotion);
    expect(fleet.log.measures).toEqual({ WaitedForPeople: [90_000] });
  });

  it('is how long it took from the push to the commit of a stage without gates', async () => {
    const fleet = await aFleet(aPipeline({ stages: [aStage('dev')] }));
    await push(fleet, '1.0.0', 'a');
    await passGates(fleet, 'dev');
    await requestChange(fleet.ports, { ...of(fleet, 'dev'), token: 'change' });
    fleet.clock.advance(4_000);
    await commitChanges(fleet.ports);
    await commitChanges(fleet.ports);
    expect(fleet.log.measures).toEqual({ RequestToCommit: [4_000] });
  });

  it('is not how long the stage was taken by another promotion', async () => {
    const fleet = await aFleet(aPipeline({ stages: [aStage('dev', { whenSuperseded: 'queue' })] }));
    await push(fleet, '1.0.0', 'a');
    await push(fleet, '1.0.1', 'b');
    fleet.clock.advance(600_000);
    await promote(fleet, 'dev');
    const { tag, commits } = await commit(fleet, 'dev');
    expect({ tag, commits: commits.length }).toEqual({ tag: '1.0.1', commits: 1 });
    expect(fleet.log.measures).toEqual({ RequestToCommit: [600_000] });
  });
});
