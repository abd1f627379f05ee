import type { Draft } from '../domain/ledger/draft.ts';
import type { Stage } from '../domain/pipeline/types.ts';
import { identity } from '../domain/promotion/identity.ts';
import { isOpen } from '../domain/promotion/state.ts';
import { decide } from './decide.ts';
import { promotionIn, stageOf } from './definitions.ts';
import { gatesOf, readSurroundings } from './gates.ts';
import { measure } from './measure.ts';
import type { Using } from './ports.ts';
import { checkVotes } from './stage-diff.ts';
import { decided, failed, type Verdict, waiting } from './verdict.ts';

/** The error under which a refused promotion ends; `fail-promotion` records it as rejected if it has written nothing. */
export const GATE_REFUSED = 'GateRefused';

type Needs = Using<'ledger' | 'configuration' | 'repository' | 'clock' | 'log'>;
type GatesVerdict = Verdict<'queued' | 'open' | 'closed' | 'ended' | 'failed'>;

/**
 * Evaluates the gates before a wave may write; a promotion that does not have its stage yet is `queued`. An open verdict
 * is recorded in the same transaction that makes the promotion write, so a newer release cannot supersede it in between.
 * A call that comes again, or late, finds that the promotion has gone on, and takes nothing back.
 */
export async function checkGates(
  ports: Needs,
  input: { pipeline: string; promotion: string },
): Promise<GatesVerdict> {
  const surroundings = readSurroundings(ports);
  const look = async (draft: Draft): Promise<GatesVerdict> => {
    const found = promotionIn(draft.state, input.promotion);
    if (!isOpen(found)) return decided('ended');
    if (found.status === 'waiting') return decided('queued');
    if (found.status !== 'gated') return open(await stageOf(ports, found));
    const promotion = await checkVotes(ports, draft, found);
    const { verdict, answers, sentence, until, stage } = await gatesOf(
      ports,
      draft.state,
      promotion,
      await surroundings,
    );
    const { wave } = promotion;
    if (wave >= stage.waves.length) return open(stage);
    if (verdict === 'refused') return failed(GATE_REFUSED, sentence);
    if (verdict === 'open') {
      draft.record({ type: 'gates-passed', ...identity(promotion), wave, gates: answers });
      return open(stage);
    }
    if (JSON.stringify(answers) !== JSON.stringify(promotion.gates))
      draft.record({ type: 'gates-closed', ...identity(promotion), wave, gates: answers });
    return waiting('closed', ports.clock.now(), until === undefined ? undefined : Date.parse(until));
  };
  const beside = { promotions: [input.promotion] };
  // Side by side: what concerns all pipelines does not hang on what is read of this one.
  const [{ result, draft }] = await Promise.all([decide(ports, input.pipeline, beside, look), surroundings]);
  measure(ports, draft);
  return result;
}

/** The wave's targets have this long, once it is committed, until somebody must look. */
const open = ({ health }: Stage): GatesVerdict => ({
  ...decided('open'),
  timeoutSeconds: Math.ceil(health.timeoutMs / 1000),
});
