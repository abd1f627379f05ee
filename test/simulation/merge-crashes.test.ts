import { expect, it } from 'vitest';
import { commitChanges } from '../../src/app/commit-changes.ts';
import { syncPullRequest } from '../../src/app/pull-requests/sync-pull-request.ts';
import { active, overlayPath } from '../fakes/fleet.ts';
import type { Fakes } from '../fakes/index.ts';
import { aProposingFleet, arnOf } from '../unit/app/pull-requests/proposing-fleet.ts';
import { ask, passGates } from '../unit/app/steps.ts';

/** A pull request that two people have approved waits for the committer to merge it. */
async function approved(): Promise<Fakes> {
  const fleet = await aProposingFleet();
  const sync = () =>
    syncPullRequest(fleet.ports, { promotion: active(fleet, 'prod').id }, 'https://towpath.example');
  await passGates(fleet, 'prod');
  await sync();
  for (const name of ['alice', 'bob']) fleet.pullRequests.approve('1', arnOf(name));
  await sync();
  await ask(fleet, 'prod');
  return fleet;
}

it.each(['before', 'after'] as const)(
  'a committer that dies %s any of its calls has merged once when it comes again',
  async (when) => {
    const undisturbed = await approved();
    const calls = undisturbed.interruptions.calls.length;
    await commitChanges(undisturbed.ports);
    const count = undisturbed.interruptions.calls.length - calls;
    expect(count).toBeGreaterThan(10);
    for (let n = 1; n <= count; n += 1) {
      const fleet = await approved();
      fleet.interruptions.interruptAt(n, when);
      await expect(commitChanges(fleet.ports)).rejects.toThrow('interrupted');
      await commitChanges(fleet.ports);
      const commit = await fleet.repository.tip();
      expect(active(fleet, 'prod'), `call ${n}`).toMatchObject({
        status: 'verifying',
        commits: [{ commit, files: [overlayPath('prod-eu-1')] }],
      });
      expect(fleet.repository.log()).toHaveLength(2);
      const entries = fleet.ledger.entries('checkout');
      expect(entries.filter(({ type }) => type === 'wave-committed')).toHaveLength(1);
      expect(fleet.workflow.answered).toContain('checkout/prod');
    }
  },
);
