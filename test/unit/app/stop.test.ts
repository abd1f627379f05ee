import { describe, expect, it } from 'vitest';
import { checkGates } from '../../../src/app/check-gates.ts';
import { commitChanges } from '../../../src/app/commit-changes.ts';
import { holdStage } from '../../../src/app/hold-stage.ts';
import { resume, stop } from '../../../src/app/stop.ts';
import { utc } from '../../../src/domain/gates/sentence.ts';
import type { StopScope } from '../../../src/domain/promotion/stop.ts';
import { active, aFleet, aService, push } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { ask, of } from './steps.ts';

const EVERYTHING: StopScope = { kind: 'everything' };
const request = (scope: StopScope, reason = 'incident 42') => ({ scope, person: 'alice', reason });
const commits = ({ repository }: Fakes) => repository.log().filter(({ author }) => author === 'Towpath');

/** Three services whose change is decided and waits for the committer. */
async function decided(): Promise<Fakes> {
  const fleet = await aFleet(aService('cart'), aService('search'), aService('shop'));
  await push(fleet, '1.0.0', 'a');
  for (const name of ['cart', 'search', 'shop']) await ask(fleet, 'dev', name);
  return fleet;
}

describe('the stop switch', () => {
  it('keeps everything that was decided but not committed from being committed', async () => {
    const fleet = await decided();
    await stop(fleet.ports, request(EVERYTHING));
    await commitChanges(fleet.ports);
    expect(commits(fleet)).toEqual([]);
    const promotion = active(fleet, 'dev', 'cart');
    expect(promotion).toMatchObject({
      status: 'gated',
      gates: [{ gate: 'stop', state: 'closed' }, { gate: 'hold' }],
    });
    expect(promotion.gates[0]?.sentence).toBe(
      'everything stopped by alice since 2026-11-20 12:00 UTC: incident 42',
    );
    expect(fleet.workflow.failed.map(({ error }) => error)).toEqual(Array(3).fill('ChangeReturnedError'));
    expect(await fleet.ports.changes.waiting(fleet.ports.repository.branchKey)).toEqual([]);
  });

  it('lets what is not in its scope be committed', async () => {
    const fleet = await decided();
    await stop(fleet.ports, request({ kind: 'pipeline', pipeline: 'cart' }));
    await stop(fleet.ports, request({ kind: 'stage', pipeline: 'search', stage: 'dev' }));
    await commitChanges(fleet.ports);
    expect(commits(fleet)).toHaveLength(1);
    expect(active(fleet, 'dev', 'shop').status).toBe('verifying');
    expect(active(fleet, 'dev', 'search').status).toBe('gated');
  });

  it('waits for a commit that began before it', async () => {
    const fleet = await decided();
    const { changes, repository } = fleet.ports;
    const until = new Date(fleet.ports.clock.now() + 180_000).toISOString();
    await changes.putCommitter(repository.branchKey, { attempt: { parent: 'p', changes: [], until } });
    let looks = 0;
    const clock = {
      now: () => fleet.ports.clock.now(),
      chance: () => 0,
      pause: async () => {
        looks += 1;
        if (looks === 3) await changes.putCommitter(repository.branchKey, {});
      },
    };
    await stop({ ...fleet.ports, clock }, request(EVERYTHING));
    expect(looks).toBe(3);
  });

  it('says that it is not certain yet when such a commit does not end', async () => {
    const fleet = await decided();
    const { changes, repository, clock } = fleet.ports;
    const until = new Date(clock.now() + 180_000).toISOString();
    await changes.putCommitter(repository.branchKey, { attempt: { parent: 'p', changes: [], until } });
    await expect(stop(fleet.ports, request(EVERYTHING))).rejects.toThrow(
      `may still land until ${utc(until)}`,
    );
    await commitChanges(fleet.ports);
    expect(commits(fleet)).toEqual([]);
  });

  it('is not fooled by a committer that died: its attempt ends by itself', async () => {
    const fleet = await decided();
    const { changes, repository, clock } = fleet.ports;
    const until = new Date(clock.now() - 1).toISOString();
    await changes.putCommitter(repository.branchKey, { attempt: { parent: 'p', changes: [], until } });
    await stop(fleet.ports, request(EVERYTHING));
  });

  it('is lifted by scope, and wakes who waits at a gate', async () => {
    const fleet = await decided();
    await stop(fleet.ports, request(EVERYTHING));
    await commitChanges(fleet.ports);
    await fleet.waits.put({ promotion: active(fleet, 'dev', 'cart').id, for: 'gates', token: 'gate' });
    await expect(resume(fleet.ports, request({ kind: 'cluster', cluster: 'dev-0' }))).rejects.toThrow(
      'cluster dev-0 is not stopped. In force: everything.',
    );
    await resume(fleet.ports, request(EVERYTHING, 'over'));
    expect(fleet.workflow.answered).toContain('gate');
    expect(await checkGates(fleet.ports, of(fleet, 'dev', 'cart'))).toMatchObject({ verdict: 'open' });
    await expect(resume(fleet.ports, request(EVERYTHING))).rejects.toThrow('In force: nothing');
  });

  it.each<[StopScope, string]>([
    [{ kind: 'pipeline', pipeline: 'cart' }, 'pipeline:cart'],
    [{ kind: 'stage', pipeline: 'cart', stage: 'dev' }, 'stage:cart/dev'],
    [{ kind: 'cluster', cluster: 'dev-eu-1' }, 'cluster:dev-eu-1'],
  ])('is listed as the command line takes it: %j', async (scope, listed) => {
    const fleet = await decided();
    await stop(fleet.ports, request(scope));
    await expect(resume(fleet.ports, request(EVERYTHING))).rejects.toThrow(
      `everything is not stopped. In force: ${listed}.`,
    );
  });

  it('asks why', async () => {
    const fleet = await decided();
    await expect(stop(fleet.ports, request(EVERYTHING, ' '))).rejects.toThrow('need a reason');
  });
});

it('a hold that comes between decision and commit keeps the commit from being made, too', async () => {
  const fleet = await decided();
  await holdStage(fleet.ports, { pipeline: 'cart', stage: 'dev', person: 'alice', reason: 'incident' });
  await commitChanges(fleet.ports);
  expect(active(fleet, 'dev', 'cart').status).toBe('gated');
  expect(active(fleet, 'dev', 'shop').status).toBe('verifying');
});
