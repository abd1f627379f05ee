import { describe, expect, it } from 'vitest';
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

const cast = async (fleet: Fakes, via: string, identity: Identity) => {
  const { digest, commit: at } = await diffOfStage(fleet.ports, active(fleet, 'prod'));
  return castVote(fleet.ports, {
    ...{ pipeline: 'checkout', stage: 'prod', verdict: 'approve', reason: '', via, identity },
    ...{ request: `${via} ${JSON.stringify(identity)}`, seen: { digest, commit: at } },
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

describe('an approval', () => {
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
