import { stagesMissing } from '../domain/gates/after.ts';
import { requestPromotion } from '../domain/promotion/request.ts';
import { isOpen } from '../domain/promotion/state.ts';
import { pipelineOf, promotionId } from '../domain/release.ts';
import { attemptsOf, nextAttempt } from './attempts.ts';
import { decide } from './decide.ts';
import { stageNamed } from './definitions.ts';
import { NotFoundError, RefusedError } from './errors.ts';
import { followUp } from './follow-up.ts';
import { NO_SETTINGS } from './gates.ts';
import { requireOverride } from './override-gate.ts';
import type { Using } from './ports.ts';

type Needs = Using<'ledger' | 'configuration' | 'workflow' | 'waits' | 'clock'>;

export interface PromoteOrder {
  readonly release: string;
  readonly stage: string;
  readonly person: string;
  /** Lets the release past stages that it has not passed, if settings allow the person to (I2). */
  readonly override?: { readonly gate: 'after'; readonly reason: string } | undefined;
}

/**
 * Asks for a promotion by hand: a retry of one that failed, or a stage that a release did not get to. It waits its turn
 * and passes the gates like any other, and gives way to what is newer; what the overlays carry already is not written
 * again, so a retry touches only the targets that failed.
 */
export async function promote(ports: Needs, order: PromoteOrder): Promise<{ promotion: string }> {
  const { release: id, stage: name, person, override } = order;
  if (override !== undefined)
    requireOverride((await ports.configuration.settings()) ?? NO_SETTINGS, { ...override, person });
  const pipeline = pipelineOf(id);
  const beside = { releases: [id], promotions: attemptsOf(id, name) };
  const { result, draft } = await decide(ports, pipeline, beside, async (open) => {
    const release = open.state.releases[id];
    if (release === undefined) throw new NotFoundError(`There is no release ${id}. See: towpath status`);
    const { definition, stage } = await stageNamed(ports, open.state, name);
    if (release.mark !== undefined)
      throw new RefusedError(
        `${id} is marked as bad: ${release.mark.reason}. Lift the mark first: towpath unmark ${id}`,
      );
    const said = stagesMissing(stage, release);
    if (said !== undefined && override === undefined)
      throw new RefusedError(`${said}. Whoever may can override it: --override after`);
    if (said === undefined && override !== undefined)
      throw new RefusedError(`${id} has passed all that ${name} comes after: there is nothing to override.`);
    const under = Object.values(open.state.promotions).find(
      (promotion) => promotion.release === id && promotion.stage === name && isOpen(promotion),
    );
    if (under !== undefined) throw new RefusedError(`${under.id} is under way already.`);
    const attempt = nextAttempt(open.state, id, name);
    requestPromotion(open, definition, {
      ...{ stage, release, attempt, by: { kind: 'person', name: person } },
      ...(override && said !== undefined && { override: { reason: override.reason, said } }),
    });
    return { promotion: promotionId(id, name, attempt) };
  });
  await followUp(ports, draft);
  return result;
}

/** Lets stages take a release again that was marked as bad. It begins nowhere by itself. */
export async function liftMark(
  ports: Needs,
  order: { readonly release: string; readonly person: string; readonly reason: string },
): Promise<void> {
  const { release: id, person, reason } = order;
  if (reason.trim() === '') throw new RefusedError('Say why: lifting a mark needs a reason.');
  await decide(ports, pipelineOf(id), { releases: [id] }, (draft) => {
    const release = draft.state.releases[id];
    if (release === undefined) throw new NotFoundError(`There is no release ${id}. See: towpath status`);
    if (release.mark === undefined) throw new RefusedError(`${id} is not marked as bad.`);
    draft.record({ type: 'release-mark-lifted', release: id, reason }, { kind: 'person', name: person });
  });
}
