import { identity } from '../domain/promotion/outcome.ts';
import { isOpen } from '../domain/promotion/state.ts';
import { decide } from './decide.ts';
import { promotionIn } from './definitions.ts';
import { gatesOf } from './gates.ts';
import { measure } from './measure.ts';
import type { Using } from './ports.ts';
import { checkVotes } from './stage-diff.ts';
import { decided, failed, type Verdict, waiting } from './verdict.ts';

/** The error under which a refused promotion ends; `fail-promotion` records it as rejected. */
export const GATE_REFUSED = 'GateRefused';

type Needs = Using<'ledger' | 'configuration' | 'repository' | 'clock' | 'log'>;

/**
 * Evaluates the gates before a wave may write. An open verdict is recorded in the same transaction that makes the
 * promotion write, so a newer release cannot supersede it in between. A call that comes again, or late, finds that the
 * promotion has gone on, and takes nothing back.
 */
export async function checkGates(
  ports: Needs,
  input: { pipeline: string; promotion: string },
): Promise<Verdict<'open' | 'closed' | 'ended' | 'failed'>> {
  const beside = { promotions: [input.promotion] };
  const { result, draft } = await decide(ports, input.pipeline, beside, async (draft) => {
    const found = promotionIn(draft.state, input.promotion);
    if (!isOpen(found)) return decided('ended');
    if (found.status === 'waiting')
      throw new Error(`${found.id} does not have its stage yet, so its gates decide nothing.`);
    if (found.status !== 'gated') return decided('open');
    const promotion = await checkVotes(ports, draft, found);
    const { verdict, answers, sentence, until, stage } = await gatesOf(ports, draft.state, promotion);
    const { wave } = promotion;
    if (wave >= stage.waves.length) return decided('open');
    if (verdict === 'refused') return failed(GATE_REFUSED, sentence);
    if (verdict === 'open') {
      draft.record({ type: 'gates-passed', ...identity(promotion), wave, gates: answers });
      return decided('open');
    }
    if (JSON.stringify(answers) !== JSON.stringify(promotion.gates))
      draft.record({ type: 'gates-closed', ...identity(promotion), wave, gates: answers });
    return waiting('closed', ports.clock.now(), until === undefined ? undefined : Date.parse(until));
  });
  measure(ports, draft);
  return result;
}
