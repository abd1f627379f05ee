import { utc } from '../domain/gates/sentence.ts';
import type { PipelineState } from '../domain/promotion/state.ts';
import {
  FLEET_LEDGER,
  isSameScope,
  type Stop,
  type StopScope,
  scopeArgument,
  scopeText,
} from '../domain/promotion/stop.ts';
import type { CommitAttempt } from '../ports/changes.ts';
import { decide } from './decide.ts';
import { RefusedError } from './errors.ts';
import { wake } from './follow-up.ts';
import { inParallel } from './in-parallel.ts';
import type { Using } from './ports.ts';

export interface StopRequest {
  readonly scope: StopScope;
  readonly person: string;
  readonly reason: string;
}

const LOOK_EVERY_MS = 100;
/** Well within the 30 seconds that the API has. */
const PATIENCE_MS = 20_000;

type Needs = Using<'ledger' | 'changes' | 'repository' | 'workflow' | 'waits' | 'clock'>;

/**
 * Once this has returned no commit of the scope is made until the stop is lifted (I7). The stop is recorded first; then
 * it waits for a commit that was under way, since the committer announces itself before its last look at the stops.
 *
 * @throws RefusedError when a commit under way does not end in time: the stop is in force, but not yet certain.
 */
export async function stop(ports: Needs, request: StopRequest): Promise<void> {
  const { scope, reason } = checked(request);
  await decide(ports, FLEET_LEDGER, {}, (draft) => {
    draft.record({ type: 'stopped', scope, reason }, { kind: 'person', name: request.person });
  });
  const { branchKey } = ports.repository;
  const patience = ports.clock.now() + PATIENCE_MS;
  const { attempt: first } = await ports.changes.committer(branchKey);
  for (
    let attempt = first;
    isSame(attempt, first);
    attempt = (await ports.changes.committer(branchKey)).attempt
  ) {
    const now = ports.clock.now();
    if (first === undefined || now >= Date.parse(first.until)) return;
    if (now >= patience)
      throw new RefusedError(
        `Stopped ${scopeText(scope)}, but a commit that began before may still land until ${utc(first.until)}. Stop again to be sure.`,
      );
    await ports.clock.pause(LOOK_EVERY_MS);
  }
}

/** A later attempt was announced after the stop was recorded, so its last look at the gates sees the stop. */
const isSame = (a: CommitAttempt | undefined, b: CommitAttempt | undefined): boolean =>
  a?.parent === b?.parent && a?.until === b?.until;

/** Lifts a stop and lets every promotion that waits at its gates look again. */
export async function resume(ports: Needs, request: StopRequest): Promise<void> {
  const { scope, reason } = checked(request);
  await decide(ports, FLEET_LEDGER, {}, (draft) => {
    if (!inForce(draft.state).some((stopped) => isSameScope(stopped.scope, scope)))
      throw new RefusedError(`${scopeText(scope)} is not stopped. In force: ${listed(draft.state)}.`);
    draft.record({ type: 'resumed', scope, reason }, { kind: 'person', name: request.person });
  });
  await inParallel(await ports.ledger.pipelines(), async ({ name }) => {
    const { stages } = await ports.ledger.read(name);
    for (const { active } of Object.values(stages))
      if (active !== undefined) await wake(ports, active, 'gates');
  });
}

function checked(request: StopRequest): StopRequest {
  if (request.reason.trim() === '') throw new RefusedError('Say why: stopping and resuming need a reason.');
  return request;
}

const inForce = ({ stops = [] }: PipelineState): readonly Stop[] => stops;

const listed = (state: PipelineState): string =>
  inForce(state)
    .map(({ scope }) => scopeArgument(scope))
    .join(', ') || 'nothing';
