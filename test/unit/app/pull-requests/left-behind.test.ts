import { beforeEach, describe, expect, it, vi } from 'vitest';
import { castVote } from '../../../../src/app/cast-vote.ts';
import { checkGates } from '../../../../src/app/check-gates.ts';
import { failPromotion } from '../../../../src/app/fail-promotion.ts';
import { reviewDrift } from '../../../../src/app/find-drift.ts';
import { refuseOverride } from '../../../../src/app/pull-requests/refuse-override.ts';
import { syncPullRequest } from '../../../../src/app/pull-requests/sync-pull-request.ts';
import { UnknownCommitError } from '../../../../src/ports/repository.ts';
import { aDigest } from '../../../builders/pipeline.ts';
import { active, anOverlay, overlayPath, push } from '../../../fakes/fleet.ts';
import type { Fakes } from '../../../fakes/index.ts';
import { of, passGates, promote } from '../steps.ts';
import { aProposingFleet, arnOf } from './proposing-fleet.ts';

const FIRST = overlayPath('prod-eu-1');
const OLD = anOverlay('1.0.0', aDigest('a'));
const NEW = anOverlay('1.1.0', aDigest('b'));

let fleet: Fakes;
let merge: string;

const sync = () =>
  syncPullRequest(fleet.ports, { promotion: active(fleet, 'prod').id }, 'https://towpath.example');
const stage = () => fleet.ledger.state('checkout').stages.prod;
const review = () => reviewDrift(fleet.ports, fleet.ledger.state('checkout'));

async function propose(): Promise<void> {
  await checkGates(fleet.ports, of(fleet, 'prod'));
  await sync();
}

async function approve(): Promise<void> {
  for (const person of ['alice', 'bob'])
    await castVote(fleet.ports, {
      ...{ pipeline: 'checkout', stage: 'prod', verdict: 'approve', reason: '', via: 'cli' },
      identity: { kind: 'local', person },
    });
}

/** prod has 1.0.0, and somebody has merged 1.1.0 that nobody approved. */
beforeEach(async () => {
  fleet = await aProposingFleet();
  await propose();
  await approve();
  await promote(fleet, 'prod');
  await push(fleet, '1.1.0', 'b');
  await propose();
  merge = fleet.repository.pushByHand({ [FIRST]: NEW });
  fleet.pullRequests.mergeByHand('2', merge);
  await sync();
});

const reject = () => failPromotion(fleet.ports, { ...of(fleet, 'prod'), error: 'GateRefused', cause: 'no' });

describe('what people merged of a promotion', () => {
  it('is no drift while the promotion waits', async () => {
    await review();
    expect(stage()).not.toHaveProperty('drift');
  });

  it('is drift, by the merge, once the promotion has come to nothing; and said once', async () => {
    await reject();
    await review();
    await review();
    expect(stage()?.drift).toMatchObject([
      { file: FIRST, commit: merge, promoted: expect.stringContaining('1.0.0') },
    ]);
    expect(fleet.ledger.entries('checkout').filter(({ type }) => type === 'drift-found')).toHaveLength(1);
  });

  it('is so when a newer release has superseded it, and until that one is promoted', async () => {
    await push(fleet, '1.2.0', 'c');
    await review();
    expect(stage()?.drift).toMatchObject([{ commit: merge, promoted: expect.stringContaining('1.0.0') }]);
    await propose();
    await approve();
    await promote(fleet, 'prod');
    await review();
    expect(stage()).not.toHaveProperty('drift');
    expect(stage()).not.toHaveProperty('merged');
  });

  it('is none when somebody has taken it back', async () => {
    fleet.repository.pushByHand({ [FIRST]: OLD });
    await reject();
    await review();
    expect(stage()).not.toHaveProperty('drift');
  });

  it('is none of a merge that the branch no longer knows', async () => {
    await reject();
    const asked = vi.spyOn(fleet.repository, 'commitInfo').mockRejectedValue(new UnknownCommitError(merge));
    await review();
    expect(asked).toHaveBeenCalledWith(merge);
    expect(stage()).not.toHaveProperty('drift');
  });
});

it('rules that Towpath itself sets aside, once its gates are open, are not held against it', async () => {
  await approve();
  const before = active(fleet, 'prod');
  await passGates(fleet, 'prod');
  const settings = (await fleet.configuration.settings())!;
  await refuseOverride(fleet.ports, before, { pullRequest: '2', arn: arnOf('towpath') }, settings);
  expect(fleet.ledger.entries('checkout').some(({ type }) => type === 'vote-refused')).toBe(false);
});
