import { createClient } from '../../console/api/client.ts';
import { functions } from '../../functions/manifest.ts';
import { STATE_MACHINE_ARN } from '../../local/deploy.ts';
import type { Booted } from '../../scripts/boot.ts';
import type { Scenario } from './fleet.ts';
import type { Usage, UsageMeter } from './usage.ts';

const LOOK_EVERY_MS = 20;
const WITHIN_MS = 300_000;
/** Longer than an agent takes from a commit to its report (measure.ts), which is longer than entries are gathered. */
const QUIET_MS = 3_500 + 1_000 * functions['publish-events'].trigger.batchingWindowSeconds;
/** As AWS counts in its own pricing example: Start and End are transitions too. */
const START_AND_END = 2;

interface Execution {
  readonly executionArn: string;
  readonly status: string;
}

/** Pushes a tag, approves when that is asked for, and returns what the promotion used when all of it is over. */
export async function meterPromotion(
  { cloud, url, token }: Booted,
  meter: UsageMeter,
  { pipeline, approvers }: Scenario,
  tag: string,
): Promise<Usage> {
  const before = new Set((await executions(cloud)).map(({ executionArn }) => executionArn));
  const mine = async () => (await executions(cloud)).filter(({ executionArn }) => !before.has(executionArn));
  meter.reset();
  await cloud.ecr.putImage({ repository: pipeline, tag });
  if (approvers.length > 0)
    await until(`${pipeline} waits for approval`, async () => {
      const [execution] = await mine();
      return execution !== undefined && (await entered(cloud, execution)).includes('AwaitGates');
    });
  for (const as of approvers) {
    // People are slower than machines: whatever the last vote set going is over.
    await quiet(cloud, meter);
    await createClient({ url, token, as }).vote(pipeline, 'prod', { verdict: 'approve', reason: 'fine' });
  }
  await until(`${pipeline} is promoted`, async () =>
    (await mine()).some(({ status }) => status !== 'RUNNING'),
  );
  await quiet(cloud, meter);
  const ended = await mine();
  for (const { status } of ended)
    if (status !== 'SUCCEEDED') throw new Error(`The promotion of ${pipeline} ended as ${status}.`);
  let transitions = 0;
  for (const execution of ended) transitions += (await entered(cloud, execution)).length + START_AND_END;
  return meter.usage(transitions);
}

/** Resolves when no event is under way and nothing was metered for a while: the stream comes last. */
export async function quiet({ events }: Booted['cloud'], meter: UsageMeter): Promise<void> {
  await events.idle();
  for (let last = ''; last !== JSON.stringify(meter.usage(0)); ) {
    last = JSON.stringify(meter.usage(0));
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  }
}

async function executions({ stepFunctions }: Booted['cloud']): Promise<readonly Execution[]> {
  const answer = await stepFunctions.operations.ListExecutions?.({ stateMachineArn: STATE_MACHINE_ARN });
  return (answer as { executions: Execution[] }).executions;
}

/** States of an execution in the order in which it entered them. Asked past the wire, so that nobody meters it. */
async function entered({ stepFunctions }: Booted['cloud'], { executionArn }: Execution): Promise<string[]> {
  const answer = await stepFunctions.operations.GetExecutionHistory?.({ executionArn, maxResults: 1000 });
  const { events } = answer as { events: { type: string; stateEnteredEventDetails?: { name: string } }[] };
  return events.flatMap(({ type, stateEnteredEventDetails }) =>
    type.endsWith('StateEntered') ? (stateEnteredEventDetails?.name ?? '') : [],
  );
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`After ${WITHIN_MS / 1000} s still not: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
