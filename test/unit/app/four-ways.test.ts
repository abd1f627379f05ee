import { describe, expect, it } from 'vitest';
import type { Ballot } from '../../../src/app/ballot.ts';
import { castVote } from '../../../src/app/cast-vote.ts';
import { checkGates } from '../../../src/app/check-gates.ts';
import { syncPullRequest } from '../../../src/app/pull-requests/sync-pull-request.ts';
import { diffOfStage } from '../../../src/app/stage-diff.ts';
import type { Identity } from '../../../src/domain/people/identity.ts';
import { aDigest, anApproval, aPipeline, aStage, aTarget } from '../../builders/pipeline.ts';
import { active, aFleet, anOverlay, overlayPath, push, settingsFor } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { commit, of } from './steps.ts';

const arnOf = (name: string) => `arn:aws:iam::111122223333:user/${name}`;
const DAY = 86_400_000;

async function waiting(): Promise<Fakes> {
  const gates = [anApproval({ via: 'pull-request' })];
  const pipeline = aPipeline({ stages: [aStage('prod', { waves: [[aTarget('prod-eu-1')]], gates })] });
  const fleet = await aFleet(pipeline);
  const settings = settingsFor(pipeline);
  const people = settings.people.map(({ name }) => ({
    ...{ name, arns: [arnOf(name)], subject: `sub-${name}` },
    slack: { team: 'T1', user: `U-${name}` },
  }));
  await fleet.configuration.putSettings({ ...settings, people });
  await push(fleet, '1.0.0', 'a');
  await checkGates(fleet.ports, of(fleet, 'prod'));
  await sync(fleet);
  return fleet;
}

const sync = (fleet: Fakes) =>
  syncPullRequest(fleet.ports, { promotion: active(fleet, 'prod').id }, 'https://towpath.example');

const cast = async (fleet: Fakes, via: string, identity: Identity, more: Partial<Ballot> = {}) => {
  const { digest, commit: at } = await diffOfStage(fleet.ports, active(fleet, 'prod'));
  return castVote(fleet.ports, {
    ...{ pipeline: 'checkout', stage: 'prod', verdict: 'approve', reason: '', via, identity },
    ...{ request: `${via} ${JSON.stringify(identity)}`, seen: { digest, commit: at }, ...more },
  });
};

const WAYS = ['console', 'cli', 'slack', 'pull-request'] as const;
const APPROVE: Readonly<Record<(typeof WAYS)[number], (fleet: Fakes, name: string) => Promise<unknown>>> = {
  console: (fleet, name) => cast(fleet, 'console', { kind: 'oidc', subject: `sub-${name}` }),
  cli: (fleet, name) => cast(fleet, 'cli', { kind: 'iam', arn: arnOf(name) }),
  slack: (fleet, name) => cast(fleet, 'slack', { kind: 'slack', team: 'T1', user: `U-${name}` }),
  async 'pull-request'(fleet, name) {
    fleet.pullRequests.approve('1', arnOf(name));
    await sync(fleet);
  },
};

const entries = (fleet: Fakes) => fleet.ledger.entries('checkout');

/** What a ledger says, without who it was and by which way. */
const shapeOf = (fleet: Fakes): string[] =>
  entries(fleet).map((entry) => `${entry.type}: ${Object.keys(entry).sort().join(' ')}`);

describe('a promotion that two people approve', () => {
  it('leaves the same ledger whichever of the four ways each of them takes', async () => {
    const shapes = new Set<string>();
    for (const first of WAYS)
      for (const second of WAYS) {
        const fleet = await waiting();
        await APPROVE[first](fleet, 'alice');
        await APPROVE[second](fleet, 'bob');
        await commit(fleet, 'prod');
        const votes = entries(fleet).flatMap((entry) => (entry.type === 'vote-cast' ? [entry] : []));
        expect(votes.map(({ via }) => via)).toEqual([first, second]);
        expect(votes.map(({ by }) => by)).toEqual([
          { kind: 'person', name: 'alice' },
          { kind: 'person', name: 'bob' },
        ]);
        expect(new Set(votes.map(({ diff }) => diff?.digest)).size).toBe(1);
        shapes.add(shapeOf(fleet).join('\n'));
      }
    expect([...shapes]).toHaveLength(1);
  });
});

describe('an approval that does not count is refused with its reason, and is in the ledger:', () => {
  const alice: Identity = { kind: 'iam', arn: arnOf('alice') };
  const STALE = { seen: { digest: 'other' } };

  it.each<[string, (fleet: Fakes) => Promise<unknown>, string]>([
    [
      'of a person in no group',
      (fleet) => cast(fleet, 'cli', { kind: 'iam', arn: arnOf('mallory') }),
      'mallory is not a member of release-managers',
    ],
    [
      'of somebody who is nobody in the settings',
      (fleet) => cast(fleet, 'slack', { kind: 'slack', team: 'T1', user: 'U-nobody' }),
      'belongs to nobody',
    ],
    [
      'of a member of another workspace',
      (fleet) => cast(fleet, 'slack', { kind: 'slack', team: 'T2', user: 'U-alice' }),
      'belongs to nobody',
    ],
    ['of another diff', (fleet) => cast(fleet, 'console', alice, STALE), 'is not the one that you saw'],
    [
      'after the time for votes',
      async (fleet) => {
        fleet.clock.advance(8 * DAY);
        return cast(fleet, 'cli', alice);
      },
      'approval expired',
    ],
    [
      'of somebody who has left the group',
      async (fleet) => {
        const settings = await fleet.configuration.settings();
        const groups = [{ name: 'release-managers', members: ['bob', 'carol'] }];
        if (settings !== undefined) await fleet.configuration.putSettings({ ...settings, groups });
        return cast(fleet, 'cli', alice);
      },
      'alice is not a member of release-managers',
    ],
  ])('%s', async (_, act, why) => {
    const fleet = await waiting();
    await expect(act(fleet)).rejects.toThrow(why);
    const refused = entries(fleet).flatMap((entry) => (entry.type === 'vote-refused' ? [entry] : []));
    expect(refused.map(({ reason }) => reason)).toEqual([expect.stringContaining(why)]);
    expect(active(fleet, 'prod').votes).toEqual([]);
  });

  it('in a pull request, too; setting its rules aside opens nothing', async () => {
    const fleet = await waiting();
    fleet.pullRequests.approve('1', arnOf('mallory'));
    fleet.pullRequests.override('1');
    await sync(fleet);
    expect(fleet.pullRequests.get('1').comments).toEqual([
      expect.stringContaining('mallory is not a member of release-managers'),
      expect.stringContaining('were set aside'),
    ]);
    expect((await checkGates(fleet.ports, of(fleet, 'prod'))).verdict).toBe('closed');
  });

  it('of a lost diff falls in whichever way it was given', async () => {
    for (const way of WAYS) {
      const fleet = await waiting();
      await APPROVE[way](fleet, 'alice');
      fleet.repository.pushByHand({ [overlayPath('prod-eu-1')]: anOverlay('0.9.1', aDigest('9')) });
      await checkGates(fleet.ports, of(fleet, 'prod'));
      expect(active(fleet, 'prod').votes, way).toEqual([]);
      expect(
        entries(fleet).some(({ type }) => type === 'votes-dropped'),
        way,
      ).toBe(true);
    }
  });
});
