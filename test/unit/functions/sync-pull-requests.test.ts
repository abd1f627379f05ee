import { describe, expect, it } from 'vitest';
import { proposalHintIn } from '../../../src/app/received-events.ts';
import { pullRequestEvent } from '../../fakes/pull-requests.ts';
import { ownEvent } from '../../fakes/slack.ts';

const promotion = 'checkout_prod_3f9c0a1b2d4e_1';
const branch = `refs/heads/towpath/${promotion}`;
const closed = { event: 'pullRequestStatusChanged', pullRequestStatus: 'Closed' };

describe('what an event tells of a pull request', () => {
  it('is which promotion to look at', () => {
    expect(proposalHintIn(ownEvent('gates-closed', { promotion }))).toEqual({ promotion });
    expect(proposalHintIn(pullRequestEvent(`${branch}.2`))).toEqual({ promotion, pullRequest: '1' });
  });

  it('is who closed it, unless it was merged, which is a text', () => {
    expect(proposalHintIn(pullRequestEvent(branch, closed))).toEqual({
      ...{ promotion, pullRequest: '1' },
      closedBy: 'arn:aws:iam::111122223333:user/alice',
    });
    const merged = pullRequestEvent(branch, { ...closed, isMerged: 'True' });
    expect(proposalHintIn(merged)).toEqual({ promotion, pullRequest: '1' });
  });

  it('is nothing where it is about no promotion', () => {
    expect(proposalHintIn(ownEvent('stopped'))).toBeUndefined();
    expect(proposalHintIn(pullRequestEvent('refs/heads/feature'))).toBeUndefined();
  });

  it('is a mistake in another shape', () => {
    expect(() => proposalHintIn({ source: 'aws.codecommit', detail: {} })).toThrow('detail.pullRequestId');
  });
});
