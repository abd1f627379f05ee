import { describe, expect, it } from 'vitest';
import type { StageView } from '../../../../../console/api/views.ts';
import { changesBetween } from '../../../../../console/ui/lib/changes.ts';
import { AT, current, failure, pipeline, promotion, stage, target } from '../views.ts';

const changes = (was: Partial<StageView>, is: Partial<StageView>): string[] =>
  changesBetween([pipeline('checkout', [stage('prod', was)])], [pipeline('checkout', [stage('prod', is)])]);

const vote = { person: 'ada', verdict: 'approve', reason: '', via: 'cli', at: AT } as const;

describe('what a listener hears', () => {
  it('is nothing while nothing changes, and nothing of what was not there before', () => {
    expect(changes({ underWay: promotion() }, { underWay: promotion() })).toEqual([]);
    expect(changesBetween([], [pipeline('checkout', [stage('prod')])])).toEqual([]);
    expect(changesBetween([pipeline('checkout', [])], [pipeline('checkout', [stage('prod')])])).toEqual([]);
  });

  it('is a promotion that begins, goes on, or gets a vote', () => {
    const asks = promotion({ takesVotes: true, sentence: '0 of 2 approvals' });
    expect(changes({}, { underWay: asks })).toEqual([
      'checkout prod: 1.15.0 waits for approval. 0 of 2 approvals',
    ]);
    expect(changes({ underWay: asks }, { underWay: promotion({ sentence: 'goes on' }) })).toEqual([
      'checkout prod: 1.15.0 verifying. goes on',
    ]);
    expect(changes({ underWay: asks }, { underWay: { ...asks, votes: [vote] } })).toHaveLength(1);
  });

  it('is a promotion that ended, well or not', () => {
    expect(changes({ underWay: promotion() }, { current: current('1.15.0') })).toEqual([
      'checkout prod: now has 1.15.0',
    ]);
    expect(changes({ underWay: promotion() }, { lastFailure: failure('rejected') })).toEqual([
      'checkout prod: 1.14.9 rejected. no report from prod-eu-1',
    ]);
    expect(changes({ lastFailure: failure('failed') }, { lastFailure: failure('failed') })).toEqual([]);
  });

  it('is a hold that comes or goes', () => {
    const hold = { by: 'grace', reason: 'inventory', at: AT };
    expect(changes({}, { hold })).toEqual(['checkout prod: on hold: inventory']);
    expect(changes({ hold }, {})).toEqual(['checkout prod: hold lifted']);
  });

  it('is a target whose health changes, and not one that is new', () => {
    expect(
      changes({ targets: [target('eu')] }, { targets: [target('eu', 'failing'), target('us')] }),
    ).toEqual(['checkout prod: eu is failing']);
  });
});
