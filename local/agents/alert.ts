import type { FluxReport } from './flux-body.ts';

/** The `exclusionList` of the Alert that every cluster has (`towpath agent flux`): what a commit changed, line by line. */
export const EXCLUDED = '^[A-Za-z0-9.]+/\\S+ (created|configured|deleted)(\\n|$)';

const excluded = new RegExp(EXCLUDED);

/** A Flux Alert in front of the webhook: lets through what its `exclusionList` does not match. */
export const throughAlert =
  (send: (report: FluxReport) => void) =>
  (report: FluxReport): void => {
    if (!excluded.test(report.message)) send(report);
  };
