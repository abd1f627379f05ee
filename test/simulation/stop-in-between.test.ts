import { expect, it } from 'vitest';
import { commitChanges } from '../../src/app/commit-changes.ts';
import { resume, stop } from '../../src/app/stop.ts';
import type { StopScope } from '../../src/domain/promotion/stop.ts';
import { Executions } from '../fakes/executions.ts';
import { active, aFleet, aService, push } from '../fakes/fleet.ts';
import type { Fakes } from '../fakes/index.ts';
import { ask } from '../unit/app/steps.ts';

const EVERYTHING: StopScope = { kind: 'everything' };
const SERVICES = Array.from({ length: 50 }, (_, index) => `service-${index}`);

const commits = ({ repository }: Fakes): number =>
  repository.log().filter(({ author }) => author === 'Towpath').length;

/** Fifty promotions whose change is decided and waits for the committer. */
async function decided(): Promise<Fakes> {
  const fleet = await aFleet(...SERVICES.map((name) => aService(name)));
  await push(fleet, '1.0.0', 'a');
  for (const name of SERVICES) await ask(fleet, 'dev', name);
  return fleet;
}

/** As a person does who is told that a commit under way may still land. Returns the commits made when it is certain. */
async function stopForCertain(fleet: Fakes): Promise<number> {
  for (;;)
    try {
      await stop(fleet, { scope: EVERYTHING, person: 'alice', reason: 'incident 42' });
      return commits(fleet);
    } catch (error) {
      if (!(error as Error).message.includes('may still land')) throw error;
    }
}

/** Calls of the committer, from its first look at what waits to its last answer. */
async function callsOfCommitter(): Promise<string[]> {
  const fleet = await decided();
  const before = fleet.interruptions.calls.length;
  await commitChanges(fleet.ports);
  return fleet.interruptions.calls.slice(before);
}

/** The stop is flipped while the committer makes its n-th call; the two go on side by side. */
async function stopAt(n: number): Promise<{ fleet: Fakes; stopped: Promise<number> }> {
  const fleet = await decided();
  let stopped: Promise<number> | undefined;
  fleet.interruptions.beforeCall(n, () => {
    stopped = stopForCertain(fleet);
  });
  await commitChanges(fleet.ports);
  return { fleet, stopped: stopped ?? stopForCertain(fleet) };
}

it('makes no commit once stop has returned, wherever the committer is, and all of them after resume', async () => {
  const calls = await callsOfCommitter();
  const commit = calls.indexOf('repository.commit');
  expect(commit).toBeGreaterThan(SERVICES.length);
  const outcomes = new Set<number>();
  // Every call up to the last look at the stops and around the write, and a sample of fifty times the same.
  const isPlace = (n: number): boolean => n < 16 || Math.abs(n - commit) < 12 || n % 25 === 0;
  const places = calls.map((_, index) => index + 1).filter(isPlace);
  for (const n of places) {
    const { fleet, stopped } = await stopAt(n);
    const whenStopped = await stopped;
    outcomes.add(whenStopped);
    await new Executions(fleet).settle();
    expect(commits(fleet), `stopped at call ${n}, ${calls[n - 1]}`).toBe(whenStopped);
  }
  // Some came in time for the one commit, some too late.
  expect([...outcomes].sort()).toEqual([0, 1]);
}, 60_000);

it('commits each of the fifty once after resume', async () => {
  const fleet = await decided();
  await stopForCertain(fleet);
  await commitChanges(fleet.ports);
  expect(commits(fleet)).toBe(0);
  for (const name of SERVICES) expect(active(fleet, 'dev', name).status).toBe('gated');

  await resume(fleet.ports, { scope: EVERYTHING, person: 'alice', reason: 'over' });
  await new Executions(fleet).settle();
  expect(commits(fleet)).toBe(1);
  for (const name of SERVICES) expect(active(fleet, 'dev', name).commits).toHaveLength(1);
});
