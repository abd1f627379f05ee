import { checkGates } from '../../../../src/app/check-gates.ts';
import { checkHealth } from '../../../../src/app/check-health.ts';
import type { FreezeGate } from '../../../../src/domain/pipeline/types.ts';
import { anApproval, aPipeline, aStage, aTarget, IMAGE } from '../../../builders/pipeline.ts';
import { aFleet, push } from '../../../fakes/fleet.ts';
import type { Fakes } from '../../../fakes/index.ts';
import { of, passWave } from '../steps.ts';

const freeze: FreezeGate = {
  kind: 'freeze',
  effect: 'deny',
  cron: '0 11 * * FRI',
  forMs: 7_200_000,
  timeZone: 'UTC',
};

const pipeline = () =>
  aPipeline({
    artifacts: [
      { name: 'checkout', image: IMAGE, tags: { kind: 'pattern', pattern: '^1\\.[0-9]+\\.[0-9]+$' } },
    ],
    stages: [
      aStage('dev', { soakMs: 60_000 }),
      aStage('prod', {
        after: ['dev'],
        gates: [anApproval({ quorum: 1 }), anApproval(), freeze, { ...freeze, effect: 'allow' }],
        waves: [[aTarget('prod-eu-1')], [aTarget('prod-us-1')]],
      }),
    ],
  });

/** The pipeline, which has just seen 1.0.0. */
export async function aFleetWithRelease(): Promise<{ fleet: Fakes; release: string }> {
  const fleet = await aFleet(pipeline());
  return { fleet, release: await push(fleet, '1.0.0', 'a') };
}

/** 1.0.0 passes dev and has prod, where the gates are closed. */
export async function toProd(fleet: Fakes): Promise<void> {
  await passWave(fleet, 'dev', ['dev-eu-1']);
  fleet.clock.advance(60_000);
  await checkHealth(fleet.ports, of(fleet, 'dev'));
  await checkGates(fleet.ports, of(fleet, 'prod'));
}
