import { targetKey } from '../domain/ledger/apply.ts';
import type { Draft } from '../domain/ledger/draft.ts';
import type { Target } from '../domain/pipeline/types.ts';
import { ruleOfWave } from '../domain/pipeline/wave-rule.ts';
import { identity } from '../domain/promotion/identity.ts';
import { isOpen, type Promotion } from '../domain/promotion/state.ts';
import { besideEnd, endAsPromoted, followEnd } from './complete-promotion.ts';
import { decide } from './decide.ts';
import { promotionIn, stageOf } from './definitions.ts';
import type { Using } from './ports.ts';
import { decided, failed, type Verdict, waiting } from './verdict.ts';
import { judgePromotion, type WaveHealth, watchesOf } from './wave-health.ts';

/** The error under which a promotion ends whose targets did not become, or stay, healthy. */
export const TARGETS_UNHEALTHY = 'TargetsUnhealthy';

type Needs = Using<'ledger' | 'repository' | 'health' | 'workflow' | 'waits' | 'clock'>;
type HealthVerdict = Verdict<'waiting' | 'next-wave' | 'last-wave' | 'ended' | 'failed'>;

/**
 * Judges the wave under way and records what is new: failing targets, the begin of the soak, health. A promotion whose
 * last wave is healthy ends with the same decision, and `last-wave` says that its end is still to be recorded or followed up.
 */
export async function checkHealth(
  ports: Needs,
  input: { pipeline: string; promotion: string },
): Promise<HealthVerdict> {
  const { pipeline, promotion: id } = input;
  const state = await ports.ledger.read(pipeline, { promotions: [id] });
  const known = promotionIn(state, id);
  const isInLast = isOpen(known) && known.wave + 1 === (await stageOf(ports, known)).waves.length;
  const beside = isInLast ? await besideEnd(ports, state, known) : { promotions: [id] };
  const { result, draft } = await decide(ports, pipeline, beside, (open) => look(ports, open, id), state);
  if (result === 'partly') return checkHealth(ports, input);
  const before = promotionIn(draft.before, id);
  if (isOpen(before) && !isOpen(promotionIn(draft.state, id))) await followEnd(ports, draft, before);
  const isJudged = isOpen(before) || before.status === 'promoted';
  if (isJudged && result.verdict !== 'waiting') await stopWatching(ports, before);
  return result;
}

async function look(ports: Needs, open: Draft, id: string): Promise<HealthVerdict | 'partly'> {
  const promotion = promotionIn(open.state, id);
  // A repeated call: the one that ended it may have died before it followed that up.
  if (!isOpen(promotion)) return decided(promotion.status === 'promoted' ? 'last-wave' : 'ended');
  // Likewise: the wave was recorded as healthy already, and `wave` is the next one.
  if (promotion.status === 'gated')
    return nextStep((await stageOf(ports, promotion)).waves.length, promotion.wave);
  const health = await judgePromotion(ports, promotion);
  if (recordTargets(open, promotion, health) === 'partly') return 'partly';
  const result = record(open, promotion, health, ports.clock.now());
  // The end takes nearly all that a store takes in one transaction, and targets that recovered may be many.
  if (result.verdict !== 'last-wave' || open.entries.length > 1) return result;
  await endAsPromoted(ports, open, id);
  return decided('ended');
}

function record(draft: Draft, promotion: Promotion, health: WaveHealth, now: number): HealthVerdict {
  const { verdict, stage, targets } = health;
  const { wave } = promotion;
  if (verdict.verdict === 'failed') return failed(TARGETS_UNHEALTHY, verdict.reason);
  if (verdict.verdict === 'waiting') {
    if (verdict.healthySince !== undefined && promotion.soakingSince === undefined) {
      const since = new Date(verdict.healthySince).toISOString();
      const until = new Date(verdict.healthySince + ruleOfWave(stage, wave).soakMs).toISOString();
      draft.record({ type: 'wave-soaking', ...identity(promotion), wave, since, until });
    }
    return waiting('waiting', now, verdict.nextCheckAt);
  }
  const healthy = targets.filter(({ state }) => state === 'healthy');
  const evidence = healthy.map(({ target, reported }) => ({
    cluster: target.cluster,
    overlay: target.overlay,
    revision: reported?.revision ?? '',
    reportedAt: new Date(reported?.receivedAt ?? now).toISOString(),
  }));
  draft.record({ type: 'wave-healthy', ...identity(promotion), wave, targets: evidence });
  return nextStep(stage.waves.length, wave + 1);
}

/** A store takes so much in one transaction; a decision more takes in the others. */
const MOST_RECORDED = 50;
/** A state has room for the words of so many; of further ones their reports, and the verdict, say it. */
const MOST_QUOTED = 50;

/** Recorded once per failure, not per report: an agent repeats it at every retry, with other words. */
function recordTargets(draft: Draft, promotion: Promotion, { targets }: WaveHealth): 'all' | 'partly' {
  const { wave } = promotion;
  const isKnown = (target: Target): boolean => promotion.failing[targetKey(target)] !== undefined;
  const news = targets.filter(({ target, state }) => (state === 'failing') !== isKnown(target));
  let quoted = Object.keys(promotion.failing).length;
  for (const { target, state, message: said } of news.slice(0, MOST_RECORDED)) {
    const place = { ...identity(promotion), wave, cluster: target.cluster, overlay: target.overlay };
    const message = quoted < MOST_QUOTED ? said : '';
    if (state !== 'failing') draft.record({ type: 'target-recovered', ...place });
    else {
      draft.record({ type: 'target-failing', ...place, message });
      quoted += 1;
    }
  }
  return news.length > MOST_RECORDED ? 'partly' : 'all';
}

const nextStep = (waves: number, next: number): HealthVerdict =>
  decided(next < waves ? 'next-wave' : 'last-wave');

/**
 * Of the wave that was judged: a repeated call finds the promotion at the next one already. A watch that a crash leaves
 * behind costs a look at each report, and goes with the first that finds it unwanted.
 */
async function stopWatching(ports: Needs, promotion: Promotion): Promise<void> {
  const { status } = promotion;
  const wave = status === 'gated' || status === 'promoted' ? promotion.wave - 1 : promotion.wave;
  await ports.health.unwatch(watchesOf({ ...promotion, wave }, await stageOf(ports, promotion)));
}
