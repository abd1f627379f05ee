import type { GateAnswer } from './answer.ts';
import type { GateContext } from './gate.ts';
import { evaluateHold } from './hold.ts';
import { forRollback } from './index.ts';
import { evaluateStop } from './stop.ts';

export interface CanaryGateContext extends Pick<GateContext, 'stage' | 'stops' | 'settings'> {
  readonly pipeline: string;
  readonly cluster: string;
  /** What has the stage; a canary may run without any, as after a change by hand. */
  readonly promotion: GateContext['promotion'] | undefined;
}

/**
 * What keeps a canary from going on: of the gates those that people close while things move. Approvals, soaks and
 * freezes were asked before the commit that the canary is of.
 */
export function evaluateCanary(context: CanaryGateContext): GateAnswer[] {
  const { pipeline, cluster, promotion, stage, stops, settings } = context;
  const place = { pipeline, stage: stage.stage };
  const answers = [evaluateStop({ stops, clusters: [cluster], promotion: place }), evaluateHold({ stage })];
  return promotion?.rollback === undefined ? answers : answers.map((answer) => forRollback(answer, settings));
}
