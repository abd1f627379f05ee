import { driftSentence } from '../../domain/drift/drift.ts';
import { utc } from '../../domain/gates/sentence.ts';
import { Draft } from '../../domain/ledger/draft.ts';
import type { Stage } from '../../domain/pipeline/types.ts';
import type { PipelineState, Promotion } from '../../domain/promotion/state.ts';
import { currentDefinition, unknownStage } from '../definitions.ts';
import { gatesOf } from '../gates.ts';
import type { Using } from '../ports.ts';
import { checkVotes } from '../stage-diff.ts';
import type { Explanation } from '../views.ts';
import { judgePromotion, type TargetHealth } from '../wave-health.ts';
import { promotionSentence } from './promotion-sentence.ts';
import { lastWakes, viewTargets } from './targets.ts';
import { stageNamed } from './views-of.ts';

type Needs = Using<'ledger' | 'configuration' | 'repository' | 'health' | 'wakes' | 'clock'>;
type Findings = Pick<Explanation, 'because' | 'next'>;

/** Why a stage does not move, decided by the very functions that the workflow decides with. */
export async function explainStage(ports: Needs, pipeline: string, name: string): Promise<Explanation> {
  const first = await ports.ledger.read(pipeline);
  const last = first.stages[name]?.last;
  const state = last === undefined ? first : await ports.ledger.read(pipeline, { promotions: [last] });
  const definition = await currentDefinition(ports, state);
  const stage = stageNamed(definition?.pipeline, name);
  if (definition === undefined || stage === undefined)
    throw unknownStage(pipeline, name, definition?.pipeline);
  const active = state.promotions[state.stages[name]?.active ?? ''];
  const place = { pipeline, stage: name };
  const drift = explainDrift(state, name);
  if (active !== undefined) {
    const { because, next, gates = active.gates } = await explainActive(ports, state, active);
    return {
      ...place,
      moving: true,
      summary: `${active.tag}: ${promotionSentence(state, { ...active, gates })}`,
      because: [...because, ...drift, ...(await explainSilence(ports, stage))],
      next,
    };
  }
  const { because, ...idle } = explainIdle(state, stage);
  const silence = await explainSilence(ports, stage);
  return { ...place, moving: false, ...idle, because: [...because, ...drift, ...silence] };
}

const explainDrift = ({ stages }: PipelineState, name: string): Findings['because'] =>
  (stages[name]?.drift ?? []).map((drift) => ({
    what: 'drift',
    state: 'failing',
    sentence: driftSentence(drift),
  }));

/** `gates`: what they say now, which the promotion has stored only as it last looked. */
async function explainActive(
  ports: Needs,
  state: PipelineState,
  promotion: Promotion,
): Promise<Findings & Partial<Pick<Promotion, 'gates'>>> {
  if (promotion.status === 'verifying') return explainHealth(ports, promotion);
  if (promotion.status === 'committing') {
    const sentence = `wave ${promotion.wave + 1} waits for the committer of the branch`;
    return {
      because: [{ what: 'commit', state: 'waiting', sentence }],
      next: ['The commit lands by itself.'],
    };
  }
  // On a draft that is never appended: whoever explains sees what the next look at the gates would.
  const draft = new Draft(state, ports.clock.now());
  const { answers } = await gatesOf(ports, state, await checkVotes(ports, draft, promotion));
  const because = answers.map(({ gate, state: answer, sentence }) => ({
    what: gate,
    state: answer,
    sentence,
  }));
  const next = answers.flatMap(({ gate, state: answer, until }) => {
    if (answer !== 'closed') return [];
    if (gate === 'approval')
      return [`towpath approve ${promotion.pipeline} ${promotion.stage} --as <person> --reason "..."`];
    if (gate === 'hold')
      return [`towpath release-hold ${promotion.pipeline} ${promotion.stage} --as <person> --reason "..."`];
    return until === undefined ? [] : [`The ${gate} gate looks again at ${utc(until)}.`];
  });
  return { because, next, gates: answers };
}

async function explainHealth(ports: Needs, promotion: Promotion): Promise<Findings> {
  const { targets, verdict } = await judgePromotion(ports, promotion);
  const because = targets.map(({ target, state, sentence }) => ({
    what: target.cluster,
    state: state === 'healthy' ? ('done' as const) : state,
    sentence,
  }));
  if (verdict.verdict !== 'waiting') return { because, next: [] };
  const { soak, nextCheckAt } = verdict;
  const due = `Agents report by themselves; the next verdict is due at ${utc(nextCheckAt)}.`;
  const gates = soak === undefined ? [] : [{ what: soak.gate, state: soak.state, sentence: soak.sentence }];
  const notWoken = await explainWakes(ports, promotion, targets);
  return { because: [...because, ...notWoken, ...gates], next: [due] };
}

/** Whose agent could not be told of the commit that is waited for, and so takes as long as its interval. */
async function explainWakes(
  ports: Needs,
  promotion: Promotion,
  targets: readonly TargetHealth[],
): Promise<Findings['because']> {
  const commit = promotion.commits.find(({ wave }) => wave === promotion.wave)?.commit;
  const woken = await lastWakes(ports, await ports.configuration.settings());
  return targets.flatMap(({ target: { cluster }, state }) => {
    const { problem, commit: of } = woken.get(cluster) ?? {};
    if (state === 'healthy' || problem === undefined || of !== commit) return [];
    const sentence = `its agent could not be told of the commit (${problem}), and looks at its own interval`;
    return [{ what: cluster, state: 'waiting', sentence }];
  });
}

/** Whoever has not been heard for longer than its interval; one that never spoke is waited for by whoever waits. */
async function explainSilence(ports: Needs, stage: Stage): Promise<Findings['because']> {
  const targets = await viewTargets(ports, stage, await ports.configuration.settings());
  return targets
    .filter(({ health, reportedAt }) => health === 'silent' && reportedAt !== undefined)
    .map(({ cluster, sentence }) => ({ what: cluster, state: 'waiting', sentence }));
}

function explainIdle(state: PipelineState, stage: Stage): Findings & Pick<Explanation, 'summary'> {
  const known = state.stages[stage.name];
  const last = known?.last === undefined ? undefined : state.promotions[known.last];
  const because: Findings['because'][number][] = [];
  if (known?.hold !== undefined)
    because.push({ what: 'hold', state: 'closed', sentence: `on hold: ${known.hold.reason}` });
  if (last !== undefined && last.status !== 'promoted')
    because.push({ what: 'last promotion', state: 'failing', sentence: promotionSentence(state, last) });
  for (const before of stage.after) because.push(explainBefore(state, stage, before));
  const has = known?.current === undefined ? 'has no release yet' : `has ${known.current.tag}`;
  return { summary: `${stage.name} ${has}; nothing is under way`, because, next: nextWhenIdle(state, stage) };
}

function explainBefore(state: PipelineState, stage: Stage, before: string): Findings['because'][number] {
  const upstream = state.stages[before];
  const tag = upstream?.current?.tag;
  if (tag === undefined)
    return { what: before, state: 'waiting', sentence: `${before} has passed no release yet` };
  const active = state.promotions[upstream?.active ?? ''];
  const isSame = tag === state.stages[stage.name]?.current?.tag;
  const busy =
    active === undefined ? '' : `; ${active.tag} is on its way there: ${promotionSentence(state, active)}`;
  return {
    what: before,
    state: 'done',
    sentence: `${before} has passed ${tag}${isSame ? ', which is here already' : ''}${busy}`,
  };
}

function nextWhenIdle(state: PipelineState, stage: Stage): string[] {
  const { pipeline, stages } = state;
  const again = retryOf(state, stage);
  if (stages[stage.name]?.hold !== undefined)
    return [
      `towpath release-hold ${pipeline} ${stage.name} --as <person> --reason "..."`,
      'Then push a newer image.',
      ...again,
    ];
  if (stage.after.length > 0)
    return [`A release that passes ${stage.after.join(' and ')} begins here by itself.`, ...again];
  return ['Push an image whose tag the pipeline accepts.', ...again];
}

/** What did not get through may be tried once more; what is marked as bad is not worth it. */
function retryOf({ promotions, releases, stages }: PipelineState, stage: Stage): string[] {
  const last = promotions[stages[stage.name]?.last ?? ''];
  if (last === undefined || !['failed', 'rejected'].includes(last.status)) return [];
  if (releases[last.release]?.mark !== undefined) return [];
  return [`Or try ${last.tag} again: towpath promote ${last.release} ${stage.name} --as <person>`];
}
