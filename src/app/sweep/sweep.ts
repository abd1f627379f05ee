import { METRICS } from '../../contract.ts';
import { countDeadLetters } from './count-dead-letters.ts';
import { Findings, type SweepReport } from './findings.ts';
import type { SweepPorts } from './ports.ts';
import { sweepBranch } from './sweep-branch.ts';
import { sweepChanges } from './sweep-changes.ts';
import { sweepClusters } from './sweep-clusters.ts';
import { sweepImages } from './sweep-images.ts';
import { sweepPromotions } from './sweep-promotions.ts';

/** From the begin of a sweep; what is begun by then may take a while longer, within the function's timeout. */
const IMAGES_MS = 80_000;
const PROMOTIONS_MS = 160_000;

/**
 * Finds what no event told of and hands it to the use case that the event would have reached. Every part fails alone,
 * and a second sweep at the same time, or after a crash, finds what the first one left.
 *
 * Pipeline files come before images, for which they say who wants them, and both before the promotions.
 */
export async function sweep(ports: SweepPorts): Promise<SweepReport> {
  const findings = new Findings(ports.log);
  const begin = ports.clock.now();
  await findings.attempt('changes', () => sweepChanges(ports, findings));
  await findings.attempt('branch', () => sweepBranch(ports, findings));
  await findings.attempt('dead letters', () => countDeadLetters(ports));
  await findings.attempt('pipelines', async () => {
    const stopped = await ports.memory.stoppedAt();
    const pipelines = await ports.ledger.pipelines();
    await findings.attempt('clusters', () => sweepClusters(ports, findings, pipelines));
    let image = stopped.image;
    let pipeline = stopped.pipeline;
    await findings.attempt('images', async () => {
      image = await sweepImages(ports, findings, pipelines, { first: image, until: begin + IMAGES_MS });
    });
    await findings.attempt('promotions', async () => {
      pipeline = await sweepPromotions(ports, findings, pipelines, {
        first: pipeline,
        until: begin + PROMOTIONS_MS,
      });
    });
    if (image !== stopped.image || pipeline !== stopped.pipeline)
      await ports.memory.putStoppedAt({ ...(image && { image }), ...(pipeline && { pipeline }) });
  });
  const report = findings.report();
  const { repaired, overdue, failed, left } = report;
  // Also when it is zero: silence is an alarm.
  ports.log.count(METRICS.sweepFailed, failed.length);
  ports.log.info('Swept', {
    repaired: repaired.length,
    overdue: overdue.length,
    failed: failed.length,
    left: left.length,
  });
  return report;
}
