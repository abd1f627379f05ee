import { targetKey } from '../domain/ledger/apply.ts';
import type { Draft } from '../domain/ledger/draft.ts';
import type { Target } from '../domain/pipeline/types.ts';
import { ruleOfWave } from '../domain/pipeline/wave-rule.ts';
import { identity } from '../domain/promotion/outcome.ts';
import { isOpen, type Promotion } from '../domain/promotion/state.ts';
import { decide } from './decide.ts';
import { promotionIn, stageOf } from './definitions.ts';
import type { Using } from './ports.ts';
import { decided, failed, type Verdict, waiting } from './verdict.ts';
import { judgePromotion, type WaveHealth, watchesOf } from './wave-health.ts';

/** The error under which a promotion ends whose targets did not become, or stay, healthy. */
export const TARGETS_UNHEALTHY = 'TargetsUnhealthy';

type Needs = Using<'ledger' | 'repository' | 'health' | 'clock'>;
type HealthVerdict = Verdict<'waiting' | 'next-wave' | 'last-wave' | 'ended' | 'failed'>;

/** Judges the wave under way and records what is new: failing targets, the begin of the soak, health. */
export async function checkHealth(
  ports: Needs,
  input: { pipeline: string; promotion: string },
): Promise<HealthVerdict> {
  const { pipeline, promotion: id } = input;
  const look = async (open: Draft): Promise<HealthVerdict | 'partly'> => {
    const promotion = promotionIn(open.state, id);
    if (!isOpen(promotion)) return decided('ended');
    // A repeated call: the wave was recorded as healthy already, and `wave` is the next one.
    if (promotion.status === 'gated')
      return nextStep((await stageOf(ports, promotion)).waves.length, promotion.wave);
    const health = await judgePromotion(ports, promotion);
    return recordTargets(open, promotion, health) === 'partly'
      ? 'partly'
      : record(open, promotion, health, ports.clock.now());
  };
  for (;;) {
    const { result, draft } = await decide(ports, pipeline, { promotions: [id] }, look);
    if (result === 'partly') continue;
    if (result.verdict !== 'waiting') await stopWatching(ports, promotionIn(draft.before, id));
    return result;
  }
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
  const wave = promotion.status === 'gated' ? promotion.wave - 1 : promotion.wave;
  await ports.health.unwatch(watchesOf({ ...promotion, wave }, await stageOf(ports, promotion)));
}
