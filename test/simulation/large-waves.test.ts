import { expect, it } from 'vitest';
import { checkHealth } from '../../src/app/check-health.ts';
import { active, aFleet, aService, push, report } from '../fakes/fleet.ts';
import type { Fakes } from '../fakes/index.ts';
import { commitAndWait, of } from '../unit/app/steps.ts';

const TARGETS = 200;

/** A service whose one wave is committed to 200 clusters. */
async function committed(): Promise<Fakes> {
  const fleet = await aFleet(aService('cart', TARGETS));
  await push(fleet, '1.0.0', 'a');
  await commitAndWait(fleet, 'dev', 'cart');
  return fleet;
}

const each = async (act: (cluster: string) => Promise<void>): Promise<void> => {
  for (let index = 0; index < TARGETS; index += 1) await act(`dev-${index}`);
};

// No message is longer (`shortenMessage`), and none has more bytes for its length.
const failing = '\u65E0'.repeat(1000);

const failures = (fleet: Fakes): number => Object.keys(active(fleet, 'dev', 'cart').failing).length;

it('records 200 targets that begin to fail, and that recover, between two looks', async () => {
  const fleet = await committed();
  await each((cluster) => report(fleet, cluster, { name: 'cart', failing }));
  expect(await checkHealth(fleet.ports, of(fleet, 'dev', 'cart'))).toMatchObject({ verdict: 'failed' });
  expect(failures(fleet)).toBe(TARGETS);
  await each((cluster) => report(fleet, cluster, { name: 'cart' }));
  expect(await checkHealth(fleet.ports, of(fleet, 'dev', 'cart'))).toMatchObject({ verdict: 'last-wave' });
  expect(failures(fleet)).toBe(0);
  const types = fleet.ledger.entries('cart').map(({ type }) => type);
  for (const type of ['target-failing', 'target-recovered'] as const)
    expect(types.filter((other) => other === type)).toHaveLength(TARGETS);
});
