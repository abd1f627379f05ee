import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { World } from '../../../scenarios/world/world.ts';
import { ROOT } from '../../../scripts/boot.ts';

/** A run with races, doubled events and a failure, and everything that it leaves behind. */
async function live(): Promise<{ ledger: unknown; commits: unknown }> {
  const scratch = await mkdtemp(join(tmpdir(), 'towpath-same-'));
  const folder = join(ROOT, 'test/fixtures/scenarios/shop');
  const world = await World.create({ folder, scratch, start: '2026-03-02T09:00:00Z', reportAfterMs: 10_000 });
  try {
    world.relay.delivery = 'doubled';
    await world.push({ repository: 'checkout', tag: '1.1.0' });
    await world.push({ repository: 'checkout', tag: '1.2.0' });
    await world.advance(120_000);
    await world.agents.behave('prod-eu-1', { state: 'failing', withTag: '1.3.0' });
    await world.push({ repository: 'checkout', tag: '1.3.0' });
    await world.advance(3_600_000);
    return {
      ledger: await world.client().ledger({ limit: 1000 }),
      commits: await world.branch.history(),
    };
  } finally {
    await world.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

it('two runs give the same ledger, to the millisecond, and the same commits', async () => {
  const first = await live();
  expect(first.commits).toHaveLength(8);
  expect(await live()).toEqual(first);
});
