import { expect, it } from 'vitest';
import { rollBack } from '../../../src/app/roll-back.ts';
import { anApproval, aPipeline, aStage } from '../../builders/pipeline.ts';
import { Executions } from '../../fakes/executions.ts';
import { active, aFleet, push, report } from '../../fakes/fleet.ts';
import { commitAndWait, of, promote } from './steps.ts';

it('wakes the execution of a promotion that somebody rolls back', async () => {
  const fleet = await aFleet(aPipeline({ stages: [aStage('dev')] }));
  await push(fleet, '1.0.0', 'a');
  await promote(fleet, 'dev');
  await push(fleet, '1.1.0', 'b');
  const { id: promotion } = await commitAndWait(fleet, 'dev');
  await fleet.waits.put({ promotion, for: 'health', token: 'health of 1.1.0' });
  await rollBack(fleet.ports, { ...of(fleet, 'dev'), stage: 'dev', person: 'alice', reason: 'slow' });
  expect(fleet.workflow.answered).toContain('health of 1.1.0');
});

it('ends the execution of a promotion whose release failed in another stage', async () => {
  const fleet = await aFleet(
    aPipeline({
      stages: [aStage('dev', { onFailure: 'rollback' }), aStage('demo', { gates: [anApproval()] })],
    }),
  );
  const executions = new Executions(fleet);
  await push(fleet, '1.0.0', 'a');
  await executions.settle();
  const waiting = active(fleet, 'demo').id;
  await report(fleet, 'dev-eu-1', { failing: 'crash loop' });
  await executions.advance(2 * 60_000);
  const statuses = executions.all.map(({ promotion, status }) => [promotion, status]);
  expect(Object.fromEntries(statuses)).toMatchObject({ [waiting]: 'SUCCEEDED' });
});
