import { METRICS, SETTINGS_FILE } from '../contract.ts';
import { parseArgoReport } from '../domain/health/argo-report.ts';
import { classifyApplication } from '../domain/health/classify-application.ts';
import { MalformedReportError } from '../domain/health/read-report.ts';
import { MalformedEventError, RefusedError } from './errors.ts';
import type { Using } from './ports.ts';
import { placeOf } from './receive-health.ts';
import { requireFresh, type TakeNeeds, takeReports } from './take-reports.ts';

export interface QueuedReport {
  readonly body: Uint8Array;
  /** As the queue names who sent it: `<unique id of a role>:<session>`. No sender can choose it. */
  readonly sender: string;
  /** When the queue took it, by the queue's clock; in milliseconds since the epoch. */
  readonly sentAt: number;
}

/**
 * Takes a report that Argo CD put into the report queue. It counts from when the queue took it, however late it is read:
 * so a queue that had to wait loses nothing, and an old report does not become a new one.
 *
 * @throws MalformedEventError for what no retry can help
 */
export async function receiveQueuedReport(
  ports: TakeNeeds & Using<'configuration'>,
  { body, sender, sentAt }: QueuedReport,
): Promise<void> {
  const [role = ''] = sender.split(':');
  const settings = await ports.configuration.settings();
  const cluster = settings?.clusters.find(({ senders }) => senders?.includes(role));
  if (cluster?.agent !== 'argocd') {
    ports.log.count(METRICS.healthReportRefused);
    throw new MalformedEventError(
      `No cluster with Argo CD names the sender ${role} in ${SETTINGS_FILE}. If it is one of yours, add it to "senders".`,
    );
  }
  try {
    const application = parseArgoReport(body);
    requireFresh(application.at, sentAt);
    await takeReports(ports, cluster.name, [classifyApplication(application, placeOf(ports))], sentAt);
  } catch (error) {
    if (!(error instanceof MalformedReportError || error instanceof RefusedError)) throw error;
    throw new MalformedEventError(`${cluster.name}: ${error.message}`, { cause: error });
  }
}
