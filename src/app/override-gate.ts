import { isExcluded } from '../domain/gates/electorate.ts';
import { OVERRIDABLE } from '../domain/gates/index.ts';
import { mayOverride, overridersOf } from '../domain/gates/override.ts';
import type { Settings } from '../domain/pipeline/types.ts';
import { identity } from '../domain/promotion/identity.ts';
import type { Promotion } from '../domain/promotion/state.ts';
import { decide } from './decide.ts';
import { NotFoundError, RefusedError } from './errors.ts';
import { followUp, wake } from './follow-up.ts';
import { type GatesDecision, gatesOf, NO_SETTINGS } from './gates.ts';
import type { Using } from './ports.ts';

export interface OverrideOrder {
  readonly pipeline: string;
  readonly stage: string;
  /** What the person saw; undefined for whatever has the stage. */
  readonly promotion?: string | undefined;
  readonly gate: string;
  readonly person: string;
  readonly reason: string;
}

type Needs = Using<'ledger' | 'configuration' | 'workflow' | 'waits' | 'clock'>;

/** Opens a gate for the promotion that has the stage, and for no other, however often it is asked. */
export async function overrideGate(ports: Needs, order: OverrideOrder): Promise<{ promotion: string }> {
  const { pipeline, stage, gate, person, reason } = order;
  const settings = (await ports.configuration.settings()) ?? NO_SETTINGS;
  requireOverride(settings, order);
  const { result, draft } = await decide(ports, pipeline, {}, async (open) => {
    const promotion = asked(open.state.promotions[open.state.stages[stage]?.active ?? ''], order);
    if (promotion.overrides?.some((known) => known.gate === gate && known.person === person))
      return { promotion: promotion.id, why: `${person} has overridden ${gate} for this promotion already.` };
    const said = closedBy(await gatesOf(ports, open.state, promotion), promotion, order);
    open.record(
      { type: 'gate-overridden', ...identity(promotion), gate, reason, said },
      { kind: 'person', name: person },
    );
    return { promotion: promotion.id };
  });
  if (result.why !== undefined) {
    // It may come from a first try that died before it woke anybody.
    await wake(ports, result.promotion, 'gates');
    throw new RefusedError(result.why);
  }
  await followUp(ports, draft);
  return { promotion: result.promotion };
}

const INSTEAD: Readonly<Record<string, string>> = {
  stop: 'Lift it for everyone: towpath resume',
  hold: 'Lift it for everyone: towpath release-hold',
};

/** Refuses whom settings do not let override this gate, and whoever does not say why. */
export function requireOverride(
  settings: Settings,
  { gate, person, reason }: Pick<OverrideOrder, 'gate' | 'person' | 'reason'>,
): void {
  if (reason.trim() === '') throw new RefusedError('Say why: an override needs a reason.');
  if (!OVERRIDABLE.includes(gate))
    throw new RefusedError(
      `${gate} is no gate that can be overridden. ${INSTEAD[gate] ?? `These can: ${OVERRIDABLE.join(', ')}.`}`,
    );
  if (mayOverride(settings, gate, person)) return;
  const groups = overridersOf(settings, gate);
  throw new RefusedError(
    groups.length === 0
      ? `Nobody may override ${gate}: .towpath/settings.yaml has no "overrides" entry for it.`
      : `${person} may not override ${gate}: it takes a member of ${groups.join(' or ')}.`,
  );
}

function asked(active: Promotion | undefined, { pipeline, stage, promotion }: OverrideOrder): Promotion {
  if (active === undefined)
    throw new NotFoundError(`No promotion is under way in ${stage} of ${pipeline}: nothing to override.`);
  if (promotion !== undefined && promotion !== active.id)
    throw new RefusedError(`${active.tag} has ${stage} of ${pipeline} now, not what you saw. Look again.`);
  return active;
}

/** What the gate says that is to be overridden; it must be one that keeps the promotion from going on. */
function closedBy(
  { answers, stage }: GatesDecision,
  promotion: Promotion,
  { gate, person }: OverrideOrder,
): string {
  const theirs = answers.filter((answer) => answer.gate === gate && answer.state !== 'open');
  if (theirs.length === 0)
    throw new RefusedError(
      `No ${gate} gate of ${stage.name} is closed, so there is nothing to override. See: towpath explain ${promotion.pipeline} ${stage.name}`,
    );
  if (theirs.some(({ state }) => state === 'refused'))
    throw new RefusedError(`A refusal is final: ${theirs.map(({ sentence }) => sentence).join('; ')}.`);
  const isTheirOwn = stage.gates.some(
    (each) => gate === 'approval' && each.kind === 'approval' && isExcluded(each, promotion, person),
  );
  if (isTheirOwn)
    throw new RefusedError(`${person} requested this promotion and may not override its approval.`);
  return theirs.map(({ sentence }) => sentence).join('; ');
}
