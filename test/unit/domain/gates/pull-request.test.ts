import { describe, expect, it } from 'vitest';
import { evaluatePullRequest, proposalOf } from '../../../../src/domain/gates/pull-request.ts';
import type { PullRequestGate } from '../../../../src/domain/pipeline/types.ts';
import type { Promotion, ProposedAs } from '../../../../src/domain/promotion/state.ts';
import { context, promotion } from './context.ts';

const gate = (merge: PullRequestGate['merge']): PullRequestGate => ({
  ...{ kind: 'pull-request', merge, extraCommits: 'refuse' },
});
const pull = (ended?: ProposedAs['ended']): ProposedAs => ({
  ...{ id: '3', branch: 'towpath/p1', commit: 'c', diff: { digest: 'd', wave: 0, waves: ['w'] } },
  ...(ended && { ended }),
});
const says = (facts: Partial<Promotion>, merge: PullRequestGate['merge'] = 'towpath') => {
  const { state, sentence } = evaluatePullRequest(
    gate(merge),
    context({ promotion: promotion({ tag: '1.2.0', ...facts }) }),
  );
  return `${state}: ${sentence}`;
};

describe('the gate of a change that is a pull request', () => {
  it.each<[Partial<Promotion>, string]>([
    [{}, 'closed: wave 1 is about to be proposed as a pull request'],
    [{ wave: 1, pullRequests: [pull()] }, 'closed: wave 2 is about to be proposed as a pull request'],
    [{ pullRequests: [pull()] }, 'open: pull request 3 is proposed; Towpath merges it'],
    [
      { pullRequests: [pull({ outcome: 'merged', commit: 'abc', identity: 'iam arn:ana' })] },
      'open: pull request 3 was merged by arn:ana as abc',
    ],
    [{ pullRequests: [pull({ outcome: 'closed' })] }, 'refused: pull request 3 was closed without a merge'],
    [
      { pullRequests: [pull({ outcome: 'outdated', reason: 'somebody pushed' })] },
      'closed: pull request 3 is out of date (somebody pushed); another one follows',
    ],
    [
      { pullRequests: [pull()], unproposed: { wave: 0, reason: 'it is there' } },
      'open: no pull request is needed: it is there',
    ],
    [
      { wave: 1, unproposed: { wave: 0, reason: 'it is there' } },
      'closed: wave 2 is about to be proposed as a pull request',
    ],
  ])('says of %j that it is %s', (facts, expected) => expect(says(facts)).toBe(expected));

  it('waits for people where nobody else merges', () => {
    expect(says({ pullRequests: [pull()] }, 'people')).toBe('closed: pull request 3 waits to be merged');
  });

  it('looks at the pull request of the wave under way, and at the last one of several', () => {
    const [first, second] = [pull(), { ...pull(), id: '4' }];
    expect(proposalOf(promotion({ pullRequests: [first, second] }))?.id).toBe('4');
    expect(proposalOf(promotion({ wave: 1, pullRequests: [first, second] }))).toBeUndefined();
  });
});
