import { beforeEach, describe, expect, it } from 'vitest';
import { castVote } from '../../src/app/cast-vote.ts';
import { commitChanges } from '../../src/app/commit-changes.ts';
import { trailers } from '../../src/app/commit-trailers.ts';
import { aDigest, anApproval, aPipeline, aStage, aTarget } from '../builders/pipeline.ts';
import { active, aFleet, anOverlay, aService, overlayPath, push } from '../fakes/fleet.ts';
import type { Fakes } from '../fakes/index.ts';
import { ask, waiting } from '../unit/app/steps.ts';

const ours = ({ repository }: Fakes) => repository.log().filter(({ author }) => author === 'Towpath');

describe('the committer', () => {
  const commitOf = (fleet: Fakes, service: string) => active(fleet, 'dev', service).commits.at(-1);

  it('makes a second commit of what CodeCommit does not take in one, and splits no wave', async () => {
    const fleet = await waiting(aService('cart', 60), aService('search', 40), aService('shop', 1));
    await commitChanges(fleet.ports);
    expect(ours(fleet).map(({ message }) => trailers(message).length)).toEqual([1, 2]);
    expect(fleet.workflow.answered).toHaveLength(3);
  });

  it('makes several commits of a change that is larger than any, and records it with the last', async () => {
    const fleet = await waiting(aService('cart', 250), aService('search'));
    await commitChanges(fleet.ports);
    const [last, third, second, first] = ours(fleet);
    expect(ours(fleet)).toHaveLength(4);
    expect([first, second, third, last].map((commit) => trailers(commit?.message ?? '').length)).toEqual([
      0, 0, 1, 1,
    ]);
    expect(first?.message).toMatch(/^Promote a part of checkout 1\.0\.0 to apps\/cart/);
    expect(commitOf(fleet, 'cart')?.commit).toBe(third?.id);
    expect(commitOf(fleet, 'cart')?.files).toHaveLength(250);
    expect(fleet.workflow.answered).toEqual(['cart/dev', 'search/dev']);
  });

  it('goes on with a large change that a crash has cut in two', async () => {
    const fleet = await waiting(aService('cart', 150));
    fleet.interruptions.interrupt('repository.commit', 'after');
    await expect(commitChanges(fleet.ports)).rejects.toThrow('interrupted');
    await commitChanges(fleet.ports);
    expect(ours(fleet)).toHaveLength(2);
    expect(commitOf(fleet, 'cart')).toMatchObject({ commit: ours(fleet)[0]?.id, changed: true });
  });
});

describe('a wave of more files than a commit takes', () => {
  let fleet: Fakes;
  const clusters = Array.from({ length: 101 }, (_, index) => `prod-${index}`);
  beforeEach(async () => {
    const stage = aStage('prod', { waves: [clusters.map(aTarget)], gates: [anApproval()] });
    fleet = await aFleet(aPipeline({ stages: [stage] }));
    await push(fleet, '1.0.0', 'a');
    for (const person of ['alice', 'bob']) {
      const identity = { kind: 'local', person } as const;
      const ballot = { verdict: 'approve', reason: '', via: 'cli' } as const;
      await castVote(fleet.ports, { pipeline: 'checkout', stage: 'prod', identity, ...ballot });
    }
    await ask(fleet, 'prod');
  });

  it('is written in two commits under the same votes', async () => {
    await commitChanges(fleet.ports);
    expect(ours(fleet)).toHaveLength(2);
    expect(fleet.ledger.entries('checkout').filter(({ type }) => type === 'votes-dropped')).toEqual([]);
    expect(active(fleet, 'prod').commits[0]?.files).toHaveLength(101);
  });

  it('is not written to its end when somebody touches the rest in between', async () => {
    const touchLast = () =>
      fleet.repository.pushByHand({ [overlayPath('prod-100')]: anOverlay('0.9.1', aDigest('9')) });
    fleet.interruptions.before('repository.commit', () => {
      fleet.interruptions.before('repository.commit', touchLast);
    });
    await commitChanges(fleet.ports);
    expect(ours(fleet)).toHaveLength(1);
    expect(fleet.ledger.entries('checkout').filter(({ type }) => type === 'votes-dropped')).toMatchObject([
      { people: ['alice', 'bob'], wave: 0 },
    ]);
    expect(active(fleet, 'prod').status).toBe('gated');
  });
});
