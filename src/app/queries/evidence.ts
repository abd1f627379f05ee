import { approvers, electorate, expiresAt } from '../../domain/gates/electorate.ts';
import type { ApprovalGate, Stage } from '../../domain/pipeline/types.ts';
import { ruleOfWave } from '../../domain/pipeline/wave-rule.ts';
import { isOpen, type PipelineState, type Promotion } from '../../domain/promotion/state.ts';
import { currentDefinition } from '../definitions.ts';
import type { EvidenceView, PlanView, StageBeforeView } from '../evidence-view.ts';
import { NO_SETTINGS } from '../gates.ts';
import { inParallel } from '../in-parallel.ts';
import type { Using } from '../ports.ts';
import { viewTargets } from './targets.ts';
import { stageNamed } from './views-of.ts';

type Needs = Using<'ledger' | 'configuration' | 'health' | 'clock'>;

/** `state` has the promotion's release; undefined where it has not. */
export async function viewEvidence(
  ports: Needs,
  state: PipelineState,
  promotion: Promotion,
  stage: Stage,
): Promise<EvidenceView | undefined> {
  const release = state.releases[promotion.release];
  if (release === undefined) return undefined;
  const { id, createdAt, tags, artifacts } = release;
  const current = state.stages[promotion.stage]?.current;
  return {
    release: { id, createdAt, tags, artifacts },
    ...(current &&
      current.promotion !== promotion.id && {
        replaces: { release: current.release, tag: current.tag, since: current.at },
      }),
    before: await viewBefore(ports, state, promotion, stage),
    plan: planOf(stage),
    ...(isOpen(promotion) && (await approvalOf(ports, state, promotion, stage))),
  };
}

/** The stages before, with when they were passed and how their targets are now. */
export async function viewBefore(
  ports: Needs,
  state: PipelineState,
  { release }: Promotion,
  { after }: Stage,
): Promise<StageBeforeView[]> {
  const [definition, settings] = await Promise.all([
    currentDefinition(ports, state),
    ports.configuration.settings(),
  ]);
  return inParallel(after, async (name) => {
    const passed = state.releases[release]?.passed[name];
    const stage = stageNamed(definition?.pipeline, name);
    const targets = stage === undefined ? [] : await viewTargets(ports, stage, settings);
    const unwell = targets.filter(({ health }) => health !== 'healthy');
    return {
      stage: name,
      ...(passed && { passedAt: passed.at }),
      targets: targets.length,
      unwell: unwell.map(({ cluster, health }) => ({ cluster, health })),
    };
  });
}

const planOf = (stage: Stage): PlanView => ({
  waves: stage.waves.map((targets, wave) => ({
    clusters: targets.map(({ cluster }) => cluster),
    ...ruleOfWave(stage, wave),
  })),
  onFailure: stage.onFailure,
  timeoutMs: stage.health.timeoutMs,
});

async function approvalOf(
  ports: Needs,
  state: PipelineState,
  promotion: Promotion,
  { gates }: Stage,
): Promise<Pick<EvidenceView, 'voters' | 'missing' | 'expiresAt'>> {
  const approvals = gates.filter((gate) => gate.kind === 'approval');
  if (approvals.length === 0) return {};
  const settings = (await ports.configuration.settings()) ?? NO_SETTINGS;
  const context = {
    ...{ settings, promotion, now: ports.clock.now() },
    stage: state.stages[promotion.stage] ?? { stage: promotion.stage, waiting: [] },
  };
  const lackOf = (gate: ApprovalGate) => Math.max(0, gate.quorum - approvers(gate, context).length);
  const missing = approvals.filter((gate) => lackOf(gate) > 0);
  const voted = new Set(promotion.votes.map(({ person }) => person));
  const voters = missing.flatMap((gate) => electorate(gate, context)).filter((person) => !voted.has(person));
  const expiry = Math.min(...missing.map((gate) => expiresAt(gate, promotion)));
  return {
    voters: [...new Set(voters)].sort(),
    missing: Math.max(...approvals.map(lackOf)),
    ...(Number.isFinite(expiry) && { expiresAt: new Date(expiry).toISOString() }),
  };
}
