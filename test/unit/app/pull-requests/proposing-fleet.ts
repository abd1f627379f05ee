import type { Gate, PullRequestGate } from '../../../../src/domain/pipeline/types.ts';
import { anApproval, aPipeline, aStage, aTarget } from '../../../builders/pipeline.ts';
import { aFleet, push, settingsFor } from '../../../fakes/fleet.ts';
import type { Fakes } from '../../../fakes/index.ts';

/** Everybody of the settings is the IAM user of the same name. */
export const arnOf = (name: string): string => `arn:aws:iam::111122223333:user/${name}`;

/** A release waits for a stage whose change is a pull request. */
export async function aProposingFleet(
  rule: Partial<PullRequestGate> = {},
  waves = [[aTarget('prod-eu-1')]],
  approvals: readonly Gate[] = [anApproval({ via: 'pull-request' })],
): Promise<Fakes> {
  const gate: Gate = { kind: 'pull-request', merge: 'towpath', extraCommits: 'refuse', ...rule };
  const pipeline = aPipeline({ stages: [aStage('prod', { waves, gates: [...approvals, gate] })] });
  const fleet = await aFleet(pipeline);
  const settings = settingsFor(pipeline);
  const people = settings.people.map(({ name }) => ({ name, arns: [arnOf(name)] }));
  await fleet.configuration.putSettings({ ...settings, people });
  await push(fleet, '1.0.0', 'a');
  return fleet;
}
