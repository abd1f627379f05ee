import { isOpen, type PipelineState, type Promotion } from '../../domain/promotion/state.ts';
import { pipelineOf } from '../../domain/release.ts';
import type { PipelineListing } from '../../ports/ledger.ts';
import { failPromotion } from '../fail-promotion.ts';
import { reviewDrift } from '../find-drift.ts';
import { syncPullRequest } from '../pull-requests/sync-pull-request.ts';
import { recordDue } from '../record-push.ts';
import { canMove } from './can-move.ts';
import type { Findings } from './findings.ts';
import { GRACE_MS } from './grace.ts';
import { inLanes, startingAt } from './lanes.ts';
import type { SweepPorts } from './ports.ts';
import { remark } from './remark.ts';
import { watch } from './watchdog.ts';

const LANES = 8;

/** The error under which a promotion ends whose execution ended without it: a limit, a defect, somebody's hand. */
export const EXECUTION_GONE = 'ExecutionGone';

/**
 * Compares the open promotions of each pipeline with the executions that run.
 *
 * @returns the pipeline to begin with next time, when time was over before all were looked at
 */
export async function sweepPromotions(
  ports: SweepPorts,
  findings: Findings,
  pipelines: readonly PipelineListing[],
  options: { readonly first: string | undefined; readonly until: number },
): Promise<string | undefined> {
  const running = await ports.workflow.running();
  const names = startingAt(
    pipelines.map(({ name }) => name),
    options.first,
  );
  const isOver = (): boolean => ports.clock.now() >= options.until;
  const left = await inLanes(names, LANES, isOver, (name) =>
    findings.attempt(name, () => {
      const theirs = running.filter((promotion) => pipelineOf(promotion) === name);
      return sweepPipeline(ports, findings, name, theirs);
    }),
  );
  findings.left.push(...left);
  return left[0];
}

async function sweepPipeline(
  ports: SweepPorts,
  findings: Findings,
  pipeline: string,
  running: readonly string[],
): Promise<void> {
  const state = await ports.ledger.read(pipeline, { promotions: running });
  await findings.attempt(`releases of ${pipeline}`, () => recordDue(ports, state));
  await findings.attempt(`drift of ${pipeline}`, () => reviewDrift(ports, state));
  for (const promotion of Object.values(state.promotions)) {
    if (ports.clock.now() - lastMoved(promotion) <= GRACE_MS) continue;
    await findings.attempt(promotion.id, () =>
      isOpen(promotion)
        ? sweepOpen(ports, findings, state, promotion, running.includes(promotion.id))
        : sweepEnded(ports, findings, promotion),
    );
  }
}

const lastMoved = ({ endedAt, since, requestedAt }: Promotion): number =>
  Date.parse(endedAt ?? since ?? requestedAt);

async function sweepOpen(
  ports: SweepPorts,
  findings: Findings,
  state: PipelineState,
  promotion: Promotion,
  isRunning: boolean,
): Promise<void> {
  if (!isRunning && (await repairExecution(ports, findings, promotion))) return;
  if (promotion.status === 'gated' && promotion.pullRequests !== undefined)
    await syncPullRequest(ports, { promotion: promotion.id }, ports.page);
  await repairWait(ports, findings, state, promotion);
  await watch(ports, findings, state, promotion);
}

/** Starts what was never started, and ends what has no execution any more. */
async function repairExecution(
  ports: SweepPorts,
  findings: Findings,
  { id, pipeline, status }: Promotion,
): Promise<boolean> {
  const execution = await ports.workflow.status(id);
  if (execution.kind === 'running') return false;
  if (execution.kind === 'missing') {
    const sentence = `${status}, but had no execution; started it`;
    await ports.workflow.start({ pipeline, promotion: id });
    findings.repair('execution', id, sentence);
    await remark(ports, pipeline, id, 'execution', sentence);
    return true;
  }
  const cause = `its execution ended (${execution.how}) before the promotion did; see it in Step Functions`;
  await failPromotion(ports, { pipeline, promotion: id, error: EXECUTION_GONE, cause });
  findings.repair('execution', id, cause);
  return true;
}

async function repairWait(
  ports: SweepPorts,
  findings: Findings,
  state: PipelineState,
  promotion: Promotion,
): Promise<void> {
  const wait = await ports.waits.get(promotion.id);
  const why = wait && (await canMove(ports, state, promotion, wait.for));
  if (wait === undefined || why === undefined) return;
  await ports.workflow.answer(wait.token);
  const sentence = `${why}; woke it`;
  findings.repair('wait', promotion.id, sentence);
  await remark(ports, promotion.pipeline, promotion.id, 'wait', sentence);
}

/** Its ledger is closed, so the repair is only logged. */
async function sweepEnded(ports: SweepPorts, findings: Findings, { id, status }: Promotion): Promise<void> {
  const wait = await ports.waits.get(id);
  if (wait === undefined) return;
  await ports.workflow.answer(wait.token);
  findings.repair('wait', id, `${status}, but its execution still waited; woke it`);
}
