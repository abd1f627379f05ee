import { expect, it } from 'vitest';
import { checkHealth } from '../../src/app/check-health.ts';
import type { Target } from '../../src/domain/pipeline/types.ts';
import { aPipeline, aStage } from '../builders/pipeline.ts';
import { active, aFleet, push, report } from '../fakes/fleet.ts';
import { commitAndWait, of } from '../unit/app/steps.ts';

/** As large as a pipeline file may make it, with names as long as they may be and paths that are long. */
const target = (wave: number, index: number): Target => {
  const cluster = `${'c'.repeat(55)}-${wave}-${String(index).padStart(4, '0')}`;
  return {
    cluster,
    overlay: `apps/checkout/overlays/${cluster}`,
    agent: { namespace: 'flux-system', name: 'checkout' },
  };
};
const WAVES = Array.from({ length: 5 }, (_, wave) =>
  Array.from({ length: 100 }, (__, index) => target(wave, index)),
);

it('keeps a promotion to the largest stage within what a store takes of one item', async () => {
  const fleet = await aFleet(aPipeline({ stages: [aStage('prod', { waves: WAVES })] }));
  await push(fleet, '1.0.0', 'a');
  const { id } = active(fleet, 'prod');
  for (const wave of WAVES) {
    await commitAndWait(fleet, 'prod');
    for (const { cluster } of wave) await report(fleet, cluster);
    await checkHealth(fleet.ports, of(fleet, 'prod'));
  }
  const promoted = fleet.ledger.state('checkout').promotions[id];
  expect(promoted?.status).toBe('promoted');
  expect(Buffer.byteLength(JSON.stringify(promoted))).toBeGreaterThan(100_000);
});
